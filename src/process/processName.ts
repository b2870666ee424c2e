import { idFault, invalidOption, lookUp, type ProcessAnswer } from "../platform";
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

/** The process of that name; rejects at once for a name that none can have. */
export async function lookUpByName(
  store: SessionStore,
  name: string,
  signal: AbortSignal,
): Promise<ProcessAnswer | undefined> {
  const fault = nameFault(name);
  if (fault) throw fault;
  return lookUp(store, name, signal);
}
