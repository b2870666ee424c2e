import { useSessionStore, type SessionStore } from "../session";
import { addProcessStore, knownProcess, notifyOfProcesses } from "./knownProcesses";
import { ProcessController } from "./processController";
import type { ProcessStore } from "./processStore";

/** The one store of that process in that session. Idle ones cost a few bytes, so all stay. */
export function processStore(session: SessionStore, name: string): ProcessStore {
  const known = knownProcess(session, name);
  if (known) return known;
  const store = new ProcessController(session, name, () => notifyOfProcesses(session));
  addProcessStore(session, store);
  return store;
}

/** The store of a process, given as `useProcess` gives it or by name, in this provider. */
export function useProcessStore(
  process: { readonly name: string } | string | undefined,
): ProcessStore | undefined {
  const session = useSessionStore();
  const name = typeof process === "string" ? process : process?.name;
  return name === undefined ? undefined : processStore(session, name);
}
