import { SESSION_TOKEN_HEADER } from "../platform/tokens";
import { type SessionLease, remaining } from "./sessionLease";

/** A session refused right after it was made is not made better by another one. */
const floor = 5_000;
const answerWithin = 5_000;

/**
 * Whether a lease must not be handed out any more, now that the sandbox has refused the session of
 * this name. If it is another one, made by another instance, ours may have met the same fate: the
 * sandbox is asked. No answer proves nothing.
 */
export async function isRefused(lease: SessionLease, refused: string): Promise<boolean> {
  if (lease.life - remaining(lease) < floor) return false;
  if (lease.session.name === refused) return true;
  const { url, token } = lease.session;
  try {
    const { body, status } = await fetch(`${url}/health`, {
      headers: { [SESSION_TOKEN_HEADER]: token },
      signal: AbortSignal.timeout(answerWithin),
    });
    await body?.cancel();
    return status === 401 || status === 403 || status === 404;
  } catch {
    return false;
  }
}
