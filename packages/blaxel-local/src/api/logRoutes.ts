import type { IncomingMessage, ServerResponse } from "node:http";
import { goJson, HttpError, sendJson } from "../http";
import {
  event,
  exactEvents,
  followAsProfileA,
  followExactly,
  prefixedLines,
  prefixedPieces,
  type LogFraming,
  type LogPiece,
  type ManagedProcess,
} from "../process";
import { prefersNdjson } from "./accept";
import type { ApiContext } from "./apiContext";
import { outputOf, WHOLE_BYTES } from "./processResponse";
import { beginStream, every, readerSignal, writeTo } from "./responseStream";
import type { Router } from "./router";

/** `GET /process/:id/logs` and `GET /process/:id/logs/stream`. */
export function registerLogRoutes(router: Router, context: ApiContext): void {
  router.get("/process/:id/logs", async (_request, response, { id = "" }) => {
    const process = context.table.find(id);
    if (!process) throw new HttpError(404, `process with PID ${id} not found`);
    sendJson(response, 200, await outputOf(context, process, WHOLE_BYTES));
  });

  router.get("/process/:id/logs/stream", async (request, response, { id = "" }) => {
    const process = context.table.find(id);
    if (context.profile === "A") await streamProfileA(context, process, id, response);
    else if (process) await streamProfileB(context, process, request, response);
    else throw new HttpError(404, "process not found");
  });
}

async function streamProfileA(
  context: ApiContext,
  process: ManagedProcess | undefined,
  id: string,
  response: ServerResponse,
): Promise<void> {
  beginStream(response, "text/plain; charset=utf-8");
  if (!process) {
    // The headers are out by the time it looks.
    response.end(goJson({ error: `process with Identifier ${id} not found` }));
    return;
  }
  const signal = readerSignal(response, () => process.journal.notify());
  const history = context.table.history(process.spec.name);
  const log = followAsProfileA(process, history, signal, "deliver");
  // It stops for good when it finds the process not running, be it for a restart.
  let isKept = true;
  const keepAlive = () => {
    isKept &&= process.status === "running";
    return isKept ? "[keepalive]\n" : undefined;
  };
  await stream(context, response, log, prefixedPieces(), keepAlive);
}

async function streamProfileB(
  context: ApiContext,
  process: ManagedProcess,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isNdjson = prefersNdjson(request.headers.accept ?? "");
  response.setHeader("Vary", "Accept");
  beginStream(response, isNdjson ? "application/x-ndjson" : "text/plain; charset=utf-8");
  const signal = readerSignal(response, () => process.journal.notify());
  const log = followExactly(process, signal);
  const framing = isNdjson ? exactEvents() : prefixedLines();
  const keepAlive = () => (isNdjson ? event("keepalive") : "[keepalive]\n");
  await stream(context, response, log, framing, keepAlive);
}

async function stream(
  { keepAliveMs }: ApiContext,
  response: ServerResponse,
  log: AsyncIterable<LogPiece[]>,
  frame: LogFraming,
  keepAlive: () => string | undefined,
): Promise<void> {
  const timer = every(response, keepAliveMs, keepAlive);
  try {
    for await (const pieces of log) {
      const chunk = frame(pieces);
      if (chunk.length > 0) await writeTo(response, chunk);
    }
    response.end();
  } finally {
    timer.stop();
  }
}
