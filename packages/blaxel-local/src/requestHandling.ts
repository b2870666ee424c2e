import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { CorsHeaders, Exchange, FaultRunner } from "./faults";
import {
  beforeHeaders,
  cookieToken,
  corsHeaders,
  directions,
  takeQueryToken,
  type Directory,
  type Gateway,
  type Visit,
} from "./gateway";
import { sendJson, sendText } from "./http";
import type { RecordedRequest, RequestLog } from "./requestLog";
import { messageOf } from "./nodeErrors";

/** The parts that requests are handed to. */
export interface Parts {
  directory: Directory;
  gateway: Gateway;
  control(request: IncomingMessage, response: ServerResponse): Promise<void>;
  log: RequestLog;
  faultRunner: FaultRunner;
  /** Whether refusals carry CORS headers. */
  errorCors: boolean;
}

/** Answers one HTTP request. */
export function handleRequest(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const visit = directions(request, parts.directory);
  const record = recordOf(visit, request);
  parts.log.add(record);
  noteUse(parts, visit, (ended) => response.once("close", ended));
  // Each fault and limit listens for the end of the answer.
  response.setMaxListeners(0);
  noteStatus(response, record);
  response.once("close", () => {
    record.status ??= response.headersSent ? response.statusCode : 0;
    parts.log.ended(record);
  });
  // No other listener learns of a connection that breaks while a body is read.
  request.on("error", () => response.destroy());
  const exchange: Exchange = {
    target: record,
    ...exchangeParts(visit, request),
    response,
    onceClosed: (listener) => response.once("close", listener),
  };
  parts.faultRunner.around(exchange, corsOf(visit, parts), () => {
    answer(parts, visit, request, response).catch((error: unknown) => failed(response, error));
  });
}

/** A sandbox that may end when it is idle is in use while a request is open. */
function noteUse(parts: Parts, visit: Visit, onceEnded: (ended: () => void) => void): void {
  if (!("sandbox" in visit)) return;
  const { workspace } = parts.directory;
  workspace.noteUse(visit.sandbox, 1);
  onceEnded(() => workspace.noteUse(visit.sandbox, -1));
}

/** A mistake in here must cost one request, not the server and the processes of all sandboxes. */
function failed(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else sendJson(response, 500, { error: messageOf(error) });
}

async function answer(
  parts: Parts,
  visit: Visit,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { gateway } = parts;
  switch (visit.kind) {
    case "health":
      sendJson(response, 200, { status: "ok", service: "blaxel-local" });
      return;
    case "foreign-host":
      sendText(response, 403, "This Host is not one of the local sandbox's\n");
      return;
    case "foreign-page":
      sendText(response, 403, "Pages of other origins may not ask for this\n");
      return;
    case "control":
      request.url = visit.url;
      void parts.control(request, response);
      return;
    default:
      await gateway.serve(visit, request, response);
  }
}

/** Passes one WebSocket on. */
export function handleUpgrade(parts: Parts, request: IncomingMessage, head: Buffer): void {
  const { socket } = request;
  const { gateway, log } = parts;
  const visit = directions(request, parts.directory);
  const record = recordOf(visit, request);
  log.add(record);
  noteUse(parts, visit, (ended) => socket.once("close", ended));
  socket.on("error", () => socket.destroy());
  noteUpgradeStatus(socket, record);
  socket.once("close", () => {
    record.status ??= 0;
    log.ended(record);
  });
  const exchange: Exchange = {
    target: record,
    ...exchangeParts(visit, request),
    socket,
    response: undefined,
    onceClosed: (listener) => socket.once("close", listener),
  };
  parts.faultRunner.around(exchange, corsOf(visit, parts), () => {
    if (visit.kind === "foreign-host" || visit.kind === "foreign-page") socket.destroy();
    else gateway.upgrade(visit, request, head).catch(() => socket.destroy());
  });
}

function exchangeParts(visit: Visit, request: IncomingMessage) {
  const preview = "preview" in visit ? visit.preview : undefined;
  return {
    preview,
    token: "token" in visit ? (visit.token ?? cookieToken(request, visit.preview)) : undefined,
    unknownId: visit.kind === "unknown" && visit.what === "preview" ? visit.name : undefined,
    socket: request.socket,
  };
}

const corsOf = (visit: Visit, { errorCors }: Parts): CorsHeaders => ({
  byDefault: errorCors,
  headers: corsHeaders(visit),
});

function noteStatus(response: ServerResponse, record: RecordedRequest): void {
  beforeHeaders(response, () => {
    record.status ??= response.statusCode;
  });
}

/** A WebSocket's answer is written by hand: its status is in the first bytes. */
function noteUpgradeStatus(socket: Socket, record: RecordedRequest): void {
  const note = (chunk: unknown) => {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(String(chunk).slice(0, 12))?.[1];
    if (status !== undefined) record.status ??= Number(status);
  };
  const write = socket.write.bind(socket);
  const end = socket.end.bind(socket);
  socket.write = (...all: unknown[]) => {
    note(all[0]);
    socket.write = write;
    return Reflect.apply(write, socket, all) === true;
  };
  socket.end = (...all: unknown[]) => {
    note(all[0]);
    socket.end = end;
    Reflect.apply(end, socket, all);
    return socket;
  };
}

const KINDS = {
  health: "other",
  "foreign-host": "other",
  "foreign-page": "other",
  unknown: "other",
  control: "control",
  session: "session",
  direct: "session",
  preview: "preview",
} as const;

function recordOf(visit: Visit, request: IncomingMessage): RecordedRequest {
  return {
    method: request.method ?? "GET",
    path: withoutToken("url" in visit ? visit.url : (request.url ?? "/")),
    kind: KINDS[visit.kind],
    sandbox: "sandbox" in visit ? visit.sandbox.name : undefined,
    preview: "preview" in visit ? visit.preview.name : undefined,
    startedAt: Date.now(),
    status: undefined,
    durationMs: undefined,
  };
}

/** Tokens come in the query, and as names of what to delete. */
const withoutToken = (url: string) =>
  takeQueryToken(url).url.replace(/(\/tokens\/)[^/?]{32,}/, "$1…");
