import { idFault, invalidOption, listAll, type ProcessAnswer } from "../platform";
import type { SandboxError } from "../errors";
import type { SessionStore } from "../session";

/** What is wrong with the name of a process, if anything. */
export function nameFault(name: unknown): SandboxError | undefined {
  const fault = idFault(name);
  if (fault || !/^[+-]?\d+$/.test(String(name))) return fault;
  return invalidOption(
    `The process name "${String(name)}" is a number, which the server takes for a pid.`,
    "Put a letter into the name.",
  );
}

/**
 * The latest process of that name; rejects at once for a name that none can have. The list is asked
 * for it: where there is none, a browser prints the 404 to a question by name.
 */
export async function lookUpByName(
  store: SessionStore,
  name: string,
  signal: AbortSignal,
): Promise<ProcessAnswer | undefined> {
  const fault = nameFault(name);
  if (fault) throw fault;
  const all = await listAll(store, signal);
  return all.filter((answer) => answer.name === name).sort(newestFirst)[0];
}

const newestFirst = (a: ProcessAnswer, b: ProcessAnswer) =>
  (Date.parse(b.startedAt) || 0) - (Date.parse(a.startedAt) || 0) || Number(b.pid) - Number(a.pid);
