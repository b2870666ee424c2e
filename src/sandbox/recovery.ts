import type { Cancellable } from "../core";
import type { SessionCredential, SessionStore } from "../session";

/** Credentials that a network error has already thrown doubt on: one refresh each is enough. */
const doubted = new WeakSet<SessionCredential>();

/**
 * Gets another session after a failure that may be the session's fault. `"refused"` is certain; a
 * network error while online is not (a 401 without CORS headers looks like one), and is worth one
 * refresh for each credential. Resolves with `undefined` where trying again makes no sense.
 */
export async function recoverSession(
  store: SessionStore,
  used: SessionCredential,
  why: "refused" | "network",
  cancellable: Cancellable,
): Promise<SessionCredential | undefined> {
  if (why === "network") {
    if (!(globalThis.navigator?.onLine ?? true)) return undefined;
    const current = store.peek();
    if (current && current !== used) return current;
    if (doubted.has(used)) return undefined;
    doubted.add(used);
  }
  return store.replace(used, cancellable).catch((error: unknown) => {
    if (why === "refused") throw error;
    // Doubt was not confirmed: the network error itself is the better report.
    return undefined;
  });
}
