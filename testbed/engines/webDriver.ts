import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { findWebKitDriver } from "../../scripts/engines.js";
import { portsOfProcess, PortTable } from "../../packages/blaxel-local/src/ports";
import type { Home } from "./home";
import { startProgram } from "./program";
import type { OnUndo } from "./undoable";

/** Calls a W3C WebDriver; rejects with the error that it answers. */
export type CallDriver = <Value>(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: object,
) => Promise<Value>;

const START_MS = 30_000;

/** Starts WebKitGTK's driver, which shows its windows on `display`. */
export async function startWebDriver(
  { env, path: home }: Home,
  display: string,
  onUndo: OnUndo,
): Promise<CallDriver> {
  const path = findWebKitDriver();
  if (!path) throw new Error("There is no WebKitWebDriver.");
  // The bus of the desktop is none of the tests' business.
  const alone = { DISPLAY: display, NO_AT_BRIDGE: "1", DBUS_SESSION_BUS_ADDRESS: "disabled:" };
  const { group, end } = startProgram(path, ["--port=0"], { ...env, ...alone });
  onUndo(end);
  const port = await listeningPort(group, home);
  return async (method, path, body = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(method === "POST" && { body: JSON.stringify(body) }),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
}

/** The driver chooses a free port and tells nobody. */
async function listeningPort(group: ChildProcess, home: string): Promise<number> {
  const signal = AbortSignal.timeout(START_MS);
  const noneMapped = new PortTable(home);
  while (group.pid !== undefined && group.exitCode === null && group.signalCode === null) {
    const sockets = await portsOfProcess(noneMapped, group.pid);
    const listener = sockets.find(({ state }) => state === "LISTEN");
    if (listener) return listener.localPort;
    await pause(50, undefined, { signal });
  }
  throw new Error("WebKitWebDriver has ended.");
}
