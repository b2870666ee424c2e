import type { Cancellable } from "../core";
import type { CredentialSource, SandboxCredential } from "./credentials";

/** Credentials that a network error has already cast suspicion on: one refresh each is enough. */
const suspected = new WeakSet<SandboxCredential>();

/**
 * Gets another session after a failure that may be the session's fault. `"refused"` is certain; a
 * network error while online is not (a 401 without CORS headers looks like one), and is worth one
 * refresh for each credential. Resolves with `undefined` where trying again makes no sense.
 */
export async function recoverSession(
  source: CredentialSource,
  used: SandboxCredential,
  why: "refused" | "network",
  cancellable: Cancellable,
): Promise<SandboxCredential | undefined> {
  if (why === "network") {
    if (!(globalThis.navigator?.onLine ?? true)) return undefined;
    const current = source.peek();
    if (current && current !== used) return current;
    if (suspected.has(used)) return undefined;
    suspected.add(used);
  }
  return source.replace(used, cancellable).catch((error: unknown) => {
    if (why === "refused") throw error;
    // The suspicion was not confirmed: the network error itself is the better report.
    return undefined;
  });
}
