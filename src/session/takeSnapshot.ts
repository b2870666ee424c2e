import type { SandboxError } from "../errors";
import { remainingMs, type HeldSession } from "./heldSession";
import type { PreviewAddresses } from "./previewAddresses";
import { expiredError } from "./sessionErrors";
import type { SandboxSession } from "./sessionState";

interface SessionMoment {
  held: HeldSession | undefined;
  failure: SandboxError | undefined;
  previews: PreviewAddresses;
  isRefreshing: boolean;
  notRenewed: boolean;
  nextRefreshAt: Date | undefined;
  refresh: () => Promise<void>;
}

/** The state of a session as its readers see it. */
export function takeSnapshot({ held, failure, previews, ...rest }: SessionMoment): SandboxSession {
  const facts = {
    ...rest,
    refreshError: held ? failure : undefined,
    previewUrl: previews.main?.url,
    previews: previews.urls,
  };
  if (held) {
    const session = {
      ...facts,
      name: held.credential.name,
      expiresAt: new Date(held.anchor.wall + held.lifetimeMs),
    };
    return remainingMs(held) > 0
      ? { ...session, status: "ready", error: undefined }
      : { ...session, status: "expired", error: expiredError(failure) };
  }
  const nobody = { ...facts, name: undefined, expiresAt: undefined };
  return failure
    ? { ...nobody, status: "error", error: failure }
    : { ...nobody, status: "pending", error: undefined };
}
