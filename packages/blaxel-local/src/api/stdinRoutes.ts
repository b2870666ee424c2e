import { HttpError, readBody, sendJson } from "../http";
import { StdinRefused, type ManagedProcess } from "../process";
import type { ApiContext } from "./apiContext";
import type { Router } from "./router";

const LARGEST_WRITE_BYTES = 8 * 1024 * 1024;

/** Writing to a process's standard input, which profile A does not know. */
export function registerStdinRoutes(router: Router, context: ApiContext): void {
  router.post("/process/:id/stdin", async (request, response, { id = "" }) => {
    const bytes = await readBody(request, LARGEST_WRITE_BYTES).catch((error: unknown) => {
      if (!(error instanceof HttpError)) throw error;
      throw new HttpError(413, "http: request body too large");
    });
    const { stdin } = target(context, id);
    try {
      await stdin.write(bytes, context.stdinStallMs);
    } catch (error) {
      if (error instanceof StdinRefused) throw new HttpError(error.status, error.message);
      throw error;
    }
    sendJson(response, 200, { message: "Bytes written to stdin" });
  });

  router.delete("/process/:id/stdin", (_request, response, { id = "" }) => {
    target(context, id).stdin.end();
    sendJson(response, 200, { message: "Stdin closed" });
  });
}

function target({ table }: ApiContext, id: string): ManagedProcess {
  const process = table.find(id);
  if (!process) throw new HttpError(404, `process with identifier ${id} not found`);
  if (process.spec.stdin) return process;
  throw new HttpError(409, 'process was started without stdin; start it with "stdin": true');
}
