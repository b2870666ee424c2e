import { HttpError, sendJson } from "../http";
import { SignalRefused, type ManagedProcess } from "../process";
import type { ApiContext } from "./apiContext";
import { processResponse } from "./processResponse";
import type { Router } from "./router";

/** Looking at processes and ending them. */
export function registerProcessRoutes(router: Router, context: ApiContext): void {
  router.get("/process", async (_request, response) => {
    const listed = context.table.list().map((each) => processResponse(context, each, "list"));
    sendJson(response, 200, await Promise.all(listed));
  });

  router.get("/process/:id", async (_request, response, { id = "" }) => {
    const process = context.table.find(id);
    if (!process) throw new HttpError(404, "process not found");
    sendJson(response, 200, await processResponse(context, process, "one"));
  });

  const isA = context.profile === "A";

  router.delete("/process/:id", (_request, response, { id = "" }) => {
    signal(context, id, (process) => process.stop(id));
    sendJson(response, 200, {
      message: isA ? "Process stopped successfully" : "Process stop requested",
    });
  });

  router.delete("/process/:id/kill", (_request, response, { id = "" }) => {
    signal(context, id, (process) => process.kill(id));
    sendJson(response, 200, {
      message: isA ? "Process killed successfully" : "Process kill requested",
    });
  });
}

function signal({ table }: ApiContext, id: string, send: (process: ManagedProcess) => void): void {
  const process = table.find(id);
  if (!process) throw new HttpError(404, `process with Identifier ${id} not found`);
  try {
    send(process);
  } catch (error) {
    if (error instanceof SignalRefused) throw new HttpError(404, error.message);
    throw error;
  }
}
