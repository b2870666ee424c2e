import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isFromAnotherOrigin } from "../hosts";
import { LOOPBACK, portOf } from "../listener";
import { HttpError, readBody, sendJson } from "../http";
import type { RecordedRequest } from "../requestLog";
import { messageOf } from "../nodeErrors";
import { checkFault } from "./checkFault";
import type { Fault } from "./fault";
import type { FaultHandle, Faults } from "./registry";

/** The separate address on which faults are set over HTTP. */
export interface AdminServer {
  readonly url: string;
  readonly secret: string;
  close(): Promise<void>;
}

/**
 * Listens on a free loopback port. Every request needs `Authorization: Bearer <secret>`:
 *
 * - `GET /faults`, `POST /faults` with a fault as JSON, `DELETE /faults`
 * - `GET /faults/<id>`, `DELETE /faults/<id>`
 * - `GET /requests`
 */
export async function startAdminServer(
  faults: Faults<Fault>,
  requests: () => readonly RecordedRequest[],
): Promise<AdminServer> {
  const secret = randomBytes(24).toString("hex");
  const server = createServer((request, response) => {
    answer(request, faults, requests, secret)
      .then(({ status, body }) => sendJson(response, status, body))
      .catch((error: unknown) => fail(response, error));
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    secret,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  faults: Faults<Fault>,
  requests: () => readonly RecordedRequest[],
  secret: string,
): Promise<{ status: number; body: unknown }> {
  if (!isOwnHost(request)) throw new HttpError(403, "This Host is not the admin address");
  if (isFromAnotherOrigin(request)) throw new HttpError(403, "Pages of other origins may not ask");
  if (!carriesSecret(request, secret))
    throw new HttpError(401, "The admin secret is missing or wrong");
  const [, area, id] = (request.url ?? "/").split(/[/?]/);
  const route = `${request.method} /${area}${id === undefined ? "" : "/:id"}`;
  if (route === "GET /requests") return { status: 200, body: requests() };
  if (route === "GET /faults") return { status: 200, body: faults.list().map(faultAnswer) };
  if (route === "POST /faults") {
    return { status: 201, body: faultAnswer(faults.inject(await readFault(request))) };
  }
  if (route === "DELETE /faults") {
    faults.clear();
    return { status: 200, body: faults.list().map(faultAnswer) };
  }
  const handle = faults.list().find((fault) => fault.id === id);
  if (area !== "faults" || !handle) throw new HttpError(404, "There is no such fault or route");
  if (request.method === "DELETE") handle.lift();
  else if (request.method !== "GET") throw new HttpError(405, "Use GET or DELETE");
  return { status: 200, body: faultAnswer(handle) };
}

const faultAnswer = ({ id, fault, fired, active }: FaultHandle<Fault>) => ({
  id,
  fault,
  fired,
  active,
});

async function readFault(request: IncomingMessage): Promise<Fault> {
  const text = (await readBody(request, 64 * 1024)).toString("utf8");
  let fault: unknown;
  try {
    fault = JSON.parse(text);
  } catch {
    throw new HttpError(400, "The body is not valid JSON");
  }
  checkFault(fault);
  return fault;
}

function carriesSecret(request: IncomingMessage, secret: string): boolean {
  const given = Buffer.from((request.headers.authorization ?? "").replace(/^Bearer /i, ""));
  const wanted = Buffer.from(secret);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const isOwnHost = ({ headers, socket }: IncomingMessage) =>
  headers.host === `127.0.0.1:${socket.localPort}` ||
  headers.host === `localhost:${socket.localPort}`;

function fail(response: ServerResponse, error: unknown): void {
  const status = error instanceof HttpError ? error.status : error instanceof TypeError ? 400 : 500;
  sendJson(response, status, { error: messageOf(error) });
}

function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => resolve(portOf(server)));
  });
}
