import { useSessionStore } from "../session";
import type { ProcessController } from "./processController";
import { processController } from "./registry";

/** The controller of a process, given as `useProcess` gives it or by name, in this provider. */
export function useProcessController(
  process: { readonly name: string } | string | undefined,
): ProcessController | undefined {
  const store = useSessionStore();
  const name = typeof process === "string" ? process : process?.name;
  return name === undefined ? undefined : processController(store, name);
}
