import type { SessionStore } from "../session";
import { knownProcess, setProcessController, tellOfProcesses } from "./knownProcesses";
import { ProcessController } from "./processController";

/** The one controller of that process in that session. Idle ones cost a few bytes, so all stay. */
export function processController(store: SessionStore, name: string): ProcessController {
  const known = knownProcess(store, name);
  if (known) return known;
  const controller = new ProcessController(store, name, () => tellOfProcesses(store));
  setProcessController(store, name, controller);
  return controller;
}
