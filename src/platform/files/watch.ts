import { isRecord } from "../../core";
import { type CredentialSource, sandboxFetch } from "../sandboxFetch";
import { fileErrorFrom } from "./fileErrors";
import { fileAddress, joined } from "./filePath";

/** Older servers send the headers with the first event or sign of life, which comes after 30 s. */
const SILENCE_LIMIT_MS = 75_000;
/** No name is so long that its event would be. */
const LONGEST_LINE = 65_536;

export interface DirectoryWatch {
  readonly signal: AbortSignal;
  /** Nothing that happens is missed from here on. */
  onOpen(): void;
  /** Something happened to the name in this folder. `isWrite`: only to what the file holds, or its mode. */
  onChange(name: string, isWrite: boolean): void;
  /** The server has nothing to say. */
  onSilence(): void;
}

/**
 * Reads what happens in the folder at a normal path, not in folders below. Resolves when the stream is over:
 * the server has ended it, it went silent, or the folder itself is gone, after which it would be silent for ever.
 */
export async function watchDirectory(
  source: CredentialSource,
  path: string,
  { signal, onOpen, onChange, onSilence }: DirectoryWatch,
): Promise<void> {
  const what = "watching a folder";
  const response = await sandboxFetch(source, fileAddress("/watch/filesystem", path), {
    signal,
    what,
    timeoutMs: SILENCE_LIMIT_MS,
    read: async (response) => {
      if (!response.ok) throw await fileErrorFrom(response, what);
      return response;
    },
  });
  onOpen();
  for await (const line of linesOf(response, signal)) {
    const event = eventIn(line);
    if (!event) onSilence();
    else if (joined(event.path || "/", event.name) === path && event.op !== "WRITE") {
      if (/REMOVE|RENAME/.test(event.op)) return;
    } else onChange(event.name, /^(WRITE|CHMOD)$/.test(event.op));
  }
}

async function* linesOf({ body }: Response, signal: AbortSignal): AsyncGenerator<string> {
  const reader = body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let rest = "";
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      if (signal.aborted) throw signal.reason;
      timer = setTimeout(cancel, SILENCE_LIMIT_MS);
      // A connection that broke off is one that ended: what it missed is listed.
      const next = await reader.read().catch(() => undefined);
      clearTimeout(timer);
      if (signal.aborted) throw signal.reason;
      if (!next || next.done) return;
      const lines = (rest + decoder.decode(next.value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LONGEST_LINE) return;
      yield* lines;
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

interface WatchEvent {
  readonly op: string;
  readonly name: string;
  readonly path: string;
}

/** The event of a line; `undefined` for a sign of life, or anything else. */
function eventIn(line: string): WatchEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const event: unknown = JSON.parse(line);
    if (!isRecord(event)) return undefined;
    const { op, name, path } = event;
    if (typeof op !== "string" || typeof name !== "string") return undefined;
    return { op, name, path: typeof path === "string" ? path : "" };
  } catch {
    return undefined;
  }
}
