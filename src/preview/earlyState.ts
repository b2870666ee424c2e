import { SandboxError } from "../errors";
import type { Located } from "./previewLocation";
import type { PreviewState } from "./previewState";

/** What can be said before the engine is there; `cause` says why it will not be. */
export function earlyState(located: Located, enabled: boolean, cause?: unknown): PreviewState {
  const { address } = located;
  const error =
    located.error ??
    (cause === undefined
      ? undefined
      : new SandboxError({
          kind: "sdk-unavailable",
          message: "A part of the preview's code could not be loaded.",
          hint: "Check the network, and that the page can load its own chunks.",
          retryable: true,
          cause,
        }));
  const known = {
    stage: undefined,
    slow: false,
    isReloading: false,
    warning: undefined,
    url: address?.shown,
    isPrivate: address !== undefined && address.href !== address.shown,
    evidence: { process: undefined, probe: undefined, frame: "absent", attempts: 0 },
  } as const;
  if (!enabled) return { ...known, status: "idle" };
  if (error) return { ...known, status: "error", error };
  return { ...known, stage: address ? "server" : "session", status: "waiting" };
}
