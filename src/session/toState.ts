import type { SandboxError } from "../errors";
import { remainingMs } from "./heldSession";
import { expiredError } from "./sessionErrors";
import type { SessionRecord } from "./sessionRecord";
import type { SandboxSession } from "./sessionState";

/** The backend says that the sandbox is being made ready and when to ask again: a wait, no failure. */
const isBeingMade = ({ kind, retryAfterMs }: SandboxError) =>
  kind === "sandbox-unavailable" && retryAfterMs !== undefined;

/** The state of a session as its readers see it. */
export function toState(
  { held, failure, previews, asking, notRenewed }: SessionRecord,
  refresh: SandboxSession["refresh"],
  nextRefreshAt: Date | undefined,
): SandboxSession {
  const facts = {
    isRefreshing: asking !== undefined,
    notRenewed,
    nextRefreshAt,
    refresh,
    previewUrl: previews.main?.url,
    previews: previews.urls,
  };
  if (held) {
    const { name, expiresAt } = held.credential;
    const session = { ...facts, name, expiresAt: new Date(expiresAt), refreshError: failure };
    return remainingMs(held) > 0
      ? { ...session, status: "ready", error: undefined }
      : { ...session, status: "expired", error: expiredError(failure) };
  }
  const nobody = { ...facts, name: undefined, expiresAt: undefined };
  return failure && !isBeingMade(failure)
    ? { ...nobody, status: "error", error: failure, refreshError: undefined }
    : { ...nobody, status: "pending", error: undefined, refreshError: failure };
}
