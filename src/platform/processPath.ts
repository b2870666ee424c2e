import { SandboxError } from "../errors";

/** What keeps a name or a pid from standing in an address, if anything. */
export function idFault(id: unknown): SandboxError | undefined {
  if (typeof id !== "string" || id.trim() === "") {
    return invalidOption("`name` is empty.", "Give the process a name.");
  }
  // Half a character of two cannot be encoded, and a dot or two would lead to another route.
  if (/[/\0\uD800-\uDFFF]|^\.\.?$/u.test(id)) {
    return invalidOption(
      `The process name ${JSON.stringify(id)} cannot stand in an address.`,
      "Use letters, digits and hyphens.",
    );
  }
  return undefined;
}

/** A name or a pid as a part of an address. Throws what keeps it from being one. */
export function inAddress(id: string): string {
  const fault = idFault(id);
  if (fault) throw fault;
  return encodeURIComponent(id);
}

export const invalidOption = (message: string, hint: string) =>
  new SandboxError({ kind: "invalid-options", message, hint, retryable: false });
