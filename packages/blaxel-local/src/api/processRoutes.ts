import { HttpError, sendJson } from "../http";
import { SignalRefused, type ManagedProcess } from "../process";
import type { ApiContext } from "./apiContext";
import { processResponse } from "./processResponse";
import type { Router } from "./router";

const AT_ONCE = 32;

/** Looking at processes and ending them. */
export function registerProcessRoutes(router: Router, context: ApiContext): void {
  router.get("/process", async (_request, response) => {
    const processes = context.table.list();
    const listed: unknown[] = [];
    // Each opens two files, and there may be thousands.
    for (let at = 0; at < processes.length; at += AT_ONCE) {
      const some = processes.slice(at, at + AT_ONCE);
      listed.push(
        ...(await Promise.all(some.map((each) => processResponse(context, each, "list")))),
      );
    }
    sendJson(response, 200, listed);
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
