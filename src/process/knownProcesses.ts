import { useSyncExternalStore } from "react";
import { createEmitter, type Emitter } from "../core";
import { useSessionStore, type SessionStore } from "../session";
import type { ProcessStore } from "./processStore";

/**
 * The processes of each session that something on the page has to do with. It knows them without
 * their code: a preview can look one up while a page that shows nothing else loads none of it.
 */
interface Processes {
  readonly byName: Map<string, ProcessStore>;
  readonly changes: Emitter;
}

const ofSession = new WeakMap<SessionStore, Processes>();

function processesOf(session: SessionStore): Processes {
  let processes = ofSession.get(session);
  if (!processes) {
    ofSession.set(session, (processes = { byName: new Map(), changes: createEmitter() }));
  }
  return processes;
}

/** The store of that process, if anything follows it. */
export function knownProcess(session: SessionStore, name: string): ProcessStore | undefined {
  return processesOf(session).byName.get(name);
}

/** Adds a store, which takes the place of another one for that name. */
export function addProcessStore(session: SessionStore, store: ProcessStore): void {
  processesOf(session).byName.set(store.name, store);
  // Stores are made while rendering, where no listener may be called.
  queueMicrotask(() => notifyOfProcesses(session));
}

/** Calls all listeners. */
export function notifyOfProcesses(session: SessionStore): void {
  processesOf(session).changes.emit();
}

/** Calls the listener when anything is learned of any process of that session. */
export function onAnyProcess(session: SessionStore, listener: () => void): () => void {
  return processesOf(session).changes.subscribe(listener);
}

/**
 * The store of a process that something else on the page follows, given as `useProcess` gives it or
 * by name; undefined until it does. Unlike `useProcessStore` it brings no code along.
 */
export function useKnownProcess(
  process: { readonly name: string } | string | undefined,
): ProcessStore | undefined {
  const session = useSessionStore();
  const name = typeof process === "string" ? process : process?.name;
  // No process has an empty name.
  const look = () => knownProcess(session, name ?? "");
  return useSyncExternalStore(processesOf(session).changes.subscribe, look, look);
}
