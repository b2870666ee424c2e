import { createEmitter, type Emitter } from "../core";
import type { SessionStore } from "../session";
import type { ProcessController } from "./processController";

/**
 * The processes of each session that something on the page has to do with. It knows them without
 * their code: a preview can look one up while a page that shows nothing else loads none of it.
 */
interface Processes {
  readonly byName: Map<string, ProcessController>;
  readonly changes: Emitter;
}

const ofSession = new WeakMap<SessionStore, Processes>();

function processesOf(store: SessionStore): Processes {
  let processes = ofSession.get(store);
  if (!processes) {
    ofSession.set(store, (processes = { byName: new Map(), changes: createEmitter() }));
  }
  return processes;
}

/** The controller of that process, if anything follows it. */
export function knownProcess(store: SessionStore, name: string): ProcessController | undefined {
  return processesOf(store).byName.get(name);
}

/** Puts a controller in the place of the one of that name. */
export function setProcessController(
  store: SessionStore,
  name: string,
  controller: ProcessController,
): void {
  processesOf(store).byName.set(name, controller);
  // Controllers are made while rendering, where nobody may be told.
  queueMicrotask(() => tellOfProcesses(store));
}

/** Tells all that listen. */
export function tellOfProcesses(store: SessionStore): void {
  processesOf(store).changes.emit();
}

/** Tells the listener when anything is learned of any process of that session. */
export function onAnyProcess(store: SessionStore, listener: () => void): () => void {
  return processesOf(store).changes.subscribe(listener);
}
