import type { SandboxError } from "../errors";
import type { Located } from "./previewLocation";
import type { PreviewState } from "./types";

/** What can be said before the engine is there; `loss` says why it is not. */
export function earlyState(located: Located, enabled: boolean, loss?: SandboxError): PreviewState {
  const { address, error = loss } = located;
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
