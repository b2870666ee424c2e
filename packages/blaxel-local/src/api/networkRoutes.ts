import { HttpError, readJson, sendJson } from "../http";
import type { ApiContext } from "./apiContext";
import { PortMonitors } from "./portMonitors";
import type { Router } from "./router";

const LARGEST_REQUEST_BYTES = 64 * 1024;

/** The ports of a process, asked for or reported as they open. */
export function registerNetworkRoutes(router: Router, context: ApiContext): PortMonitors {
  const monitors = new PortMonitors(context.network);

  router.get("/network/process/:pid/ports", async (_request, response, { pid: text = "" }) => {
    const pid = pidOf(text);
    sendJson(response, 200, { pid, ports: await context.network.socketsOf(pid) });
  });

  router.post("/network/process/:pid/monitor", async (request, response, { pid: text = "" }) => {
    const pid = pidOf(text);
    const body = await readJson(request, LARGEST_REQUEST_BYTES, "invalid request body: ");
    monitors.start(pid, callbackOf(body));
    sendJson(response, 200, { path: "", message: "Port monitoring started" });
  });

  router.delete("/network/process/:pid/monitor", (_request, response, { pid: text = "" }) => {
    monitors.stop(pidOf(text));
    sendJson(response, 200, { path: "", message: "Port monitoring stopped" });
  });

  return monitors;
}

function pidOf(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new HttpError(400, "invalid PID");
  return Number(text);
}

function callbackOf(body: unknown): string {
  const callback =
    typeof body === "object" && body !== null && "callback" in body ? body.callback : "";
  return typeof callback === "string" ? callback : "";
}
