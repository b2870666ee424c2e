import type { ServerResponse } from "node:http";
import { goJson, HttpError } from "../http";
import {
  event,
  followAsProfileA,
  followExactly,
  looseEvents,
  type ManagedProcess,
} from "../process";
import type { ApiContext } from "./apiContext";
import type { ProcessRequest } from "./processRequest";
import { outputOf, INLINED_BYTES, processResponse } from "./processResponse";
import { beginStream, every, readerSignal, writeTo } from "./responseStream";
import { start } from "./startProcess";
import { waitForPorts } from "./waits";

/**
 * A start that streams its output as NDJSON and ends with the process as a JSON string. Whatever
 * goes wrong after the headers is an event too, with status 200.
 */
export async function streamStart(
  context: ApiContext,
  asked: ProcessRequest,
  response: ServerResponse,
): Promise<void> {
  const since = performance.now();
  let process: ManagedProcess | undefined;
  const signal = readerSignal(response, () => process?.journal.notify());
  beginStream(response, "application/x-ndjson");
  try {
    process = await start(context, asked);
    if (asked.waitForPorts.length > 0) {
      const wait = { timeout: asked.spec.timeout, since, signal };
      await waitForPorts(context, process, asked.waitForPorts, wait);
    }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    response.end(event("error", error.message));
    return;
  }
  await streamOutput(context, process, response, signal);
  if (signal.aborted) return;
  const result = await processResponse(context, process, "one");
  response.end(event("result", goJson(result)));
}

async function streamOutput(
  context: ApiContext,
  process: ManagedProcess,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const isA = context.profile === "A";
  const keepAlive = every(response, context.eventKeepAliveMs, () => event("keepalive"));
  // Profile A's other keepalive, meant for text, passes through as output.
  const stray = every(response, context.keepAliveMs, () =>
    isA && process.status === "running" ? event("stdout", "[keepalive]\n") : undefined,
  );
  try {
    const frame = looseEvents();
    const log = isA
      ? followAsProfileA(
          process,
          context.table.history(process.spec.name),
          signal,
          "withhold-unheard",
        )
      : followExactly(process, signal);
    let hasSpoken = false;
    for await (const pieces of log) {
      hasSpoken = true;
      await writeTo(response, frame(pieces));
    }
    if (!hasSpoken && !signal.aborted) await writeTo(response, await missedLines(context, process));
  } finally {
    keepAlive.stop();
    stray.stop();
  }
}

/** What ended before anything could be streamed comes line by line, without line feeds. */
async function missedLines(context: ApiContext, process: ManagedProcess): Promise<string> {
  const { stdout, stderr } = await outputOf(context, process, INLINED_BYTES);
  const events = (kind: string, text: string) =>
    text.split("\n").map((line) => (line === "" ? "" : event(kind, line)));
  return [...events("stdout", stdout), ...events("stderr", stderr)].join("");
}
