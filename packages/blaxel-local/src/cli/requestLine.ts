import type { RecordedRequest } from "../requestLog";

const SECRET = /([?&][^=&]*(?:token|secret|key|auth|password)[^=&]*=)[^&]*/gi;
const WIDTH = 120;

/** One readable line for a request, without anything that could be a credential. */
export function requestLine(request: RecordedRequest): string {
  const { method, status, kind, sandbox, preview, durationMs } = request;
  const path = request.path.replace(SECRET, "$1…");
  const target = [kind, sandbox, kind === "control" ? undefined : preview]
    .filter(Boolean)
    .join(" ");
  const shown = path.length > WIDTH ? `${path.slice(0, WIDTH)}…` : path;
  const time = new Date(request.startedAt).toTimeString().slice(0, 8);
  const result = status === undefined || status === 0 ? "---" : String(status);
  return `${time} ${result} ${method.padEnd(6)} ${printable(shown)} (${target}, ${durationMs ?? 0} ms)`;
}

/** Any client chooses its path: it must not move the cursor of a terminal. */
const printable = (text: string) => text.replace(/\p{Cc}/gu, "?");
