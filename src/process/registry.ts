import type { SessionStore } from "../session";
import { ProcessController } from "./processController";

interface Processes {
  readonly byName: Map<string, ProcessController>;
  readonly listeners: Set<() => void>;
}

const ofSession = new WeakMap<SessionStore, Processes>();

function processesOf(store: SessionStore): Processes {
  let processes = ofSession.get(store);
  if (!processes) {
    ofSession.set(store, (processes = { byName: new Map(), listeners: new Set() }));
  }
  return processes;
}

/** The one controller of that process in that session. Idle ones cost a few bytes, so all stay. */
export function processController(store: SessionStore, name: string): ProcessController {
  const { byName, listeners } = processesOf(store);
  let controller = byName.get(name);
  if (!controller) {
    controller = new ProcessController(store, name, () => {
      for (const listener of listeners) listener();
    });
    byName.set(name, controller);
  }
  return controller;
}

/** Puts another controller in the place of the one of that name. */
export function setProcessController(
  store: SessionStore,
  name: string,
  controller: ProcessController,
): void {
  processesOf(store).byName.set(name, controller);
}

/** Tells the listener when anything is learned of any process of that session. */
export function onAnyProcess(store: SessionStore, listener: () => void): () => void {
  const { listeners } = processesOf(store);
  listeners.add(listener);
  return () => listeners.delete(listener);
}
