import { once, type EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";

/** Begins a streamed answer: its headers go out now, not with the first byte of the body. */
export function beginStream(response: ServerResponse, contentType: string): void {
  response.statusCode = 200;
  response.setHeader("Content-Type", contentType);
  response.setHeader("Cache-Control", "no-cache");
  response.setHeader("X-Accel-Buffering", "no");
  response.flushHeaders();
}

/** What can be written to faster than it passes on, such as a response. */
interface SlowWriter extends EventEmitter {
  readonly destroyed: boolean;
  write(chunk: Buffer | string): boolean;
}

/** Writes, and waits while the reader is slower than that. */
export async function writeTo(response: SlowWriter, chunk: Buffer | string): Promise<void> {
  if (response.destroyed || response.write(chunk)) return;
  const closed = new AbortController();
  await Promise.race([
    once(response, "drain", { signal: closed.signal }),
    once(response, "close", { signal: closed.signal }),
  ]).finally(() => closed.abort());
}

/** Aborts when the reader has gone; `onGone` is called too. */
export function readerSignal(response: ServerResponse, onGone?: () => void): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => {
    gone.abort();
    onGone?.();
  });
  return gone.signal;
}

/** Says something every so often, unless the reader has not even taken what was said before. */
export function every(response: ServerResponse, ms: number, text: () => string | undefined) {
  const timer = setInterval(() => {
    const chunk = response.writableNeedDrain || response.destroyed ? undefined : text();
    if (chunk !== undefined) response.write(chunk);
  }, ms);
  return { stop: () => clearInterval(timer) };
}
