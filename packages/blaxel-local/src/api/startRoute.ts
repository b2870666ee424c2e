import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError, readJson, sendJson } from "../http";
import { prefersNdjson } from "./accept";
import type { ApiContext } from "./apiContext";
import { readProcessRequest, type ProcessRequest } from "./processRequest";
import { processResponse, WHOLE_BYTES } from "./processResponse";
import { readerSignal } from "./responseStream";
import type { Router } from "./router";
import { start } from "./startProcess";
import { streamStart } from "./streamedStart";
import { waitForCompletion, waitForPorts } from "./waits";

const LARGEST_REQUEST_BYTES = 16 * 1024 * 1024;

/** `POST /process`. */
export function registerStartRoute(router: Router, context: ApiContext): void {
  router.post("/process", (request, response) => answer(context, request, response));
}

async function answer(context: ApiContext, request: IncomingMessage, response: ServerResponse) {
  const body = await readJson(request, LARGEST_REQUEST_BYTES, "invalid request body: ");
  const asked = readProcessRequest(body);
  asked.spec.workingDir = context.showFolder(asked.spec.workingDir);
  if (context.profile === "A") asked.spec.stdin = false;
  refuseRunningName(context, asked.spec.name);
  if (wantsEvents(context, request)) await streamStart(context, asked, response);
  else await answerStart(context, asked, response);
}

async function answerStart(context: ApiContext, asked: ProcessRequest, response: ServerResponse) {
  const since = performance.now();
  const process = await start(context, asked);
  const signal = readerSignal(response, () => process.journal.notify());
  const wait = { timeout: asked.spec.timeout, since, signal };
  if (asked.waitForPorts.length > 0) {
    await waitForPorts(context, process, asked.waitForPorts, wait);
  }
  if (asked.waitForCompletion) await waitForCompletion(process, wait);
  const maxBytes = asked.waitForCompletion ? WHOLE_BYTES : undefined;
  sendJson(response, 200, await processResponse(context, process, "start", maxBytes));
}

function refuseRunningName({ table }: ApiContext, name: string): void {
  if (name !== "" && table.isTaken(name)) {
    throw new HttpError(400, `process with name '${name}' already exists and is running`);
  }
}

function wantsEvents({ profile }: ApiContext, request: IncomingMessage): boolean {
  const accept = request.headers.accept ?? "";
  return accept.includes("text/event-stream") || (profile === "B" && prefersNdjson(accept));
}
