import type { SandboxErrorDetails } from "../errors";
import type { FieldEvidence, ResponseEvidence, Wanted } from "./endpointFault";

export type Texts = Pick<SandboxErrorDetails, "message" | "hint">;

const ANSWER_JSON =
  "Make the route answer { session: { name, url, token, expiresAt }, preview_url } as JSON.";

const MEANINGS: Record<number, [meaning: string, hint: string]> = {
  401: ["nobody is signed in", "Sign in, then try again."],
  402: ["a usage limit is reached", "Raise it, or delete sandboxes."],
  403: ["this sandbox is not for them", "Check `authorize` in the backend."],
  404: ["there is no such route or sandbox", "Check `endpoint` and `sandbox`."],
  429: ["too many requests", "Nothing: it goes on after a pause."],
  502: ["a proxy does not reach the backend", "Check that the backend runs."],
  504: ["a proxy does not reach the backend", "Check that the backend runs."],
};

/** Says what happened and what to do about it, and never repeats what was answered. */
export function statusTexts(status: number): Texts {
  const [meaning, hint] = MEANINGS[status] ?? ["", "Look at the backend's log."];
  return { message: `The session endpoint answered ${status}${meaning && `: ${meaning}`}.`, hint };
}

export function fieldTexts({ path, wanted, value }: FieldEvidence): Texts {
  return {
    message: `The session endpoint's answer cannot be used: ${path} ${problemWith(value, wanted)}.`,
    hint:
      wanted === "life"
        ? "Make the route create a new one then; if this device's clock is wrong, let it send `server_time`."
        : ANSWER_JSON,
  };
}

export const bodyTexts = (evidence: ResponseEvidence): Texts => ({
  message: `The session endpoint answered ${kindOfBody(evidence)}.`,
  hint: ANSWER_JSON,
});

function problemWith(value: unknown, wanted: Wanted): string {
  if (wanted === "life") return "says that the session has already expired";
  if (wanted === "seconds") return "is not a number of seconds";
  if (wanted === "time") return problemWithTime(value);
  if (typeof value !== "string" || wanted === "fields") return typeOf(value);
  if (value.trim() === "") return "is empty";
  if (/\s/.test(value)) return "has a line break or a space in it";
  if (wanted === "token") return "has characters that no header may carry";
  const scheme = /^[a-z][a-z\d+.-]*:/i.exec(value)?.[0].toLowerCase();
  return scheme && URL.canParse(value)
    ? `has the scheme ${scheme} where https: belongs (http: on loopback only)`
    : "is not an absolute URL";
}

function problemWithTime(value: unknown): string {
  if (typeof value === "number") return "is a number; send ISO 8601";
  const time = typeof value === "string" ? Date.parse(value) : Number(value);
  if (Number.isNaN(time) || !(value instanceof Date || typeof value === "string")) {
    return "is not a date; send ISO 8601";
  }
  return time < Date.now()
    ? "lies before 2020; were seconds taken for milliseconds?"
    : "lies after the year 2100";
}

function typeOf(value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === null) return "is null";
  return `is ${Array.isArray(value) ? "an array" : `a ${typeof value}`}`;
}

function kindOfBody({ text, response }: ResponseEvidence): string {
  if (typeof text !== "string") return "more than 1 MB";
  if (text.trim() === "") return "nothing at all";
  const isHtml = response.headers.get("content-type")?.includes("html");
  if (!isHtml && !text.trimStart().startsWith("<")) return "something that is not JSON";
  return response.redirected
    ? "an HTML page after a redirect, such as a login page"
    : "an HTML page";
}
