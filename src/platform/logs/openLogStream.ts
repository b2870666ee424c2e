import type { Cancellable } from "../../core";
import { inAddress } from "../processPath";
import { type CredentialSource, sandboxFetch } from "../sandboxFetch";
import { sandboxErrorFrom } from "../sandboxErrors";
import type { FramingKind } from "./framing";

const ACCEPT = "application/x-ndjson, text/plain;q=0.5";
/** The older servers answer 200 and this for a process that they do not know. */
const UNKNOWN = '{"error":"process with Identifier';

/** Completes "while …" in errors. */
export const READING_LOG = "reading the log";

/**
 * Opens the log stream of a process: all that it has printed, then what it prints. The caller has to
 * bound the body. Resolves with `undefined` for a process that the server does not know.
 */
export async function openLogStream(
  source: CredentialSource,
  pid: string,
  { signal }: Cancellable,
  accept = ACCEPT,
): Promise<Response | undefined> {
  const answer = await sandboxFetch(source, `/process/${inAddress(pid)}/logs/stream`, {
    headers: { Accept: accept },
    signal,
    what: READING_LOG,
    read: async (response) => {
      const isForText = response.status === 409 && accept === ACCEPT;
      if (!response.ok && response.status !== 404 && !isForText) {
        throw await sandboxErrorFrom(response, READING_LOG);
      }
      if (!response.ok) await response.body?.cancel();
      return response;
    },
  });
  if (answer.status === 409) return openLogStream(source, pid, { signal }, "text/plain");
  return answer.ok ? answer : undefined;
}

/** How the server frames that stream; `newer` as the answer about the process says it. */
export function framingKind(stream: Response, newer: boolean): FramingKind {
  if (stream.headers.get("content-type")?.includes("ndjson")) return "records";
  return newer ? "lines" : "spliced";
}

/** Whether a stream that begins with these bytes is that of a process the server does not know. */
export function isOfNoProcess(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 64)).startsWith(UNKNOWN);
}
