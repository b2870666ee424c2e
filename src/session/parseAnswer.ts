import { ANSWER_JSON, endpointError } from "./endpointErrors";

export interface ParsedSession {
  name: string;
  url: string;
  token: string;
  expiresAt: number;
}

/** The fields of a hand-off after every one has been checked. */
export interface ParsedHandoff {
  session: ParsedSession | undefined;
  previewUrl: string | undefined;
  previews: Record<
    string,
    { url: string; token: string | undefined; expiresAt: number | undefined }
  >;
  expiresInMs: number | undefined;
  refreshInMs: number | undefined;
  serverTime: number | undefined;
}

/** The fields of an answer after every one has been checked. */
export interface ParsedAnswer extends ParsedHandoff {
  session: ParsedSession;
}

type Fields = Record<string, unknown>;

const EARLIEST = Date.UTC(2020);
const LATEST = Date.UTC(2100);
/** Visible ASCII: anything else would break a header, or is no token. */
const TOKEN = /^[\x21-\x7e]+$/;
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

function fail(path: string, problem: string): never {
  throw endpointError(
    "endpoint-invalid",
    `The session endpoint's answer cannot be used: ${path} ${problem}.`,
    ANSWER_JSON,
    { retryable: false },
  );
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isAbsent = (value: unknown) => value === undefined || value === null;

function kindOf(value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === null) return "is null";
  return `is ${Array.isArray(value) ? "an array" : `a ${typeof value}`}`;
}

function readString(fields: Fields, key: string, path: string): string {
  const value = fields[key];
  if (typeof value !== "string") fail(path, kindOf(value));
  if (value.trim() === "") fail(path, "is empty");
  if (/\s/.test(value)) fail(path, "has a line break or a space in it");
  return value;
}

function readUrl(fields: Fields, key: string, path: string): string {
  const value = readString(fields, key, path);
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return fail(path, "is not an absolute URL");
  }
  if (url.protocol === "http:" && LOOPBACK.test(url.hostname)) return value;
  if (url.protocol !== "https:") {
    fail(path, `has the scheme ${url.protocol} where https: belongs (http: on loopback only)`);
  }
  return value;
}

function readToken(fields: Fields, path: string): string {
  const value = readString(fields, "token", path);
  if (!TOKEN.test(value)) fail(path, "has characters that no header may carry");
  return value;
}

function readTime(value: unknown, path: string): number {
  if (typeof value === "number") fail(path, "is a number; send ISO 8601");
  const time =
    value instanceof Date ? value.getTime() : typeof value === "string" ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) fail(path, "is not a date; send ISO 8601");
  if (time < EARLIEST) fail(path, "lies before 2020; were seconds taken for milliseconds?");
  if (time > LATEST) fail(path, "lies after the year 2100");
  return time;
}

function readSeconds(value: unknown, path: string): number | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
    fail(path, "is not a number of seconds");
  }
  return value * 1000;
}

function readPreviews(value: unknown): ParsedAnswer["previews"] {
  if (isAbsent(value)) return {};
  if (!isFields(value)) fail("previews", kindOf(value));
  return Object.fromEntries(
    Object.entries(value).map(([name, preview]) => {
      const path = `previews.${name}`;
      if (!isFields(preview)) fail(path, kindOf(preview));
      const { token, expires_at: expiresAt } = preview;
      return [
        name,
        {
          url: readUrl(preview, "url", `${path}.url`),
          token: isAbsent(token) ? undefined : readToken(preview, `${path}.token`),
          expiresAt: isAbsent(expiresAt) ? undefined : readTime(expiresAt, `${path}.expires_at`),
        },
      ];
    }),
  );
}

function readSession(session: unknown): ParsedSession {
  if (!isFields(session)) return fail("session", kindOf(session));
  return {
    name: readString(session, "name", "session.name"),
    url: readUrl(session, "url", "session.url").replace(/\/+$/, ""),
    token: readToken(session, "session.token"),
    expiresAt: readTime(session["expiresAt"], "session.expiresAt"),
  };
}

/**
 * Checks what an endpoint answered, field by field. Throws an `endpoint-invalid` error that names
 * the first field that is wrong, never its value. Unknown fields pass.
 */
export function parseAnswer(answer: unknown): ParsedAnswer {
  const { session, ...facts } = parseHandoff(answer);
  if (!session) return fail("session", kindOf(isFields(answer) && answer["session"]));
  return { session, ...facts };
}

/** Checks a hand-off, which is an answer that may come without a session. */
export function parseHandoff(answer: unknown): ParsedHandoff {
  if (!isFields(answer)) return fail("it", kindOf(answer));
  const { session, preview_url: previewUrl, server_time: serverTime } = answer;
  return {
    session: isAbsent(session) ? undefined : readSession(session),
    previewUrl: isAbsent(previewUrl) ? undefined : readUrl(answer, "preview_url", "preview_url"),
    previews: readPreviews(answer["previews"]),
    expiresInMs: readSeconds(answer["expires_in"], "expires_in"),
    refreshInMs: readSeconds(answer["refresh_in"], "refresh_in"),
    serverTime: isAbsent(serverTime) ? undefined : readTime(serverTime, "server_time"),
  };
}
