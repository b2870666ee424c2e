import type { SandboxError } from "../errors";
import type { PreviewAddress } from "../session";
import { frameAddress, type AddressFault, type FrameAddress } from "./frameAddress";
import type { PreviewInputs } from "./previewOptions";
import type { PreviewState } from "./types";

/** Where the frame has to go, or why it cannot. */
export interface Located {
  readonly address?: FrameAddress | undefined;
  /** The session's preview that it came from. */
  readonly source?: PreviewAddress | undefined;
  /** There is no session to have it from. */
  readonly error?: SandboxError | undefined;
  /** The session has no such preview. */
  readonly missing?: boolean;
  /** It has the origin of this page, which its sandbox would not hold. */
  readonly unsafe?: boolean;
  /** What is wrong with the URL or the path. */
  readonly bad?: AddressFault;
}

/** Finds the address; the same object as `last` when nothing has changed. */
export function locate(inputs: PreviewInputs, path: string | undefined, last?: Located): Located {
  const next = find(inputs, path);
  const facts = ["source", "error", "missing", "unsafe", "bad"] as const;
  return last &&
    last.address?.href === next.address?.href &&
    facts.every((fact) => last[fact] === next[fact])
    ? last
    : next;
}

function find({ store, preview, url, sandbox, enabled }: PreviewInputs, path?: string): Located {
  if (!enabled) return {};
  const source = url === undefined ? store.preview(preview) : undefined;
  const where = url ?? source?.url;
  if (where === undefined) {
    const { status, error } = store.getSnapshot();
    return error ? { error } : { missing: status === "ready" };
  }
  const address = frameAddress(where, path, source?.token);
  if (typeof address === "string") return { bad: address };
  const lifted = sandbox === false || sandbox.includes("allow-same-origin");
  return lifted && typeof location === "object" && address.origin === location.origin
    ? { unsafe: true }
    : { address, source };
}

/** What can be said before the engine is there; `loss` says why it is not. */
export function earlyState(located: Located, enabled: boolean, loss?: SandboxError): PreviewState {
  const { address, error = loss } = located;
  const known = {
    stage: undefined,
    slow: false,
    isReloading: false,
    warning: undefined,
    url: address?.shown,
    isPrivate: address?.token !== undefined,
    evidence: { process: undefined, probe: undefined, frame: "absent", attempts: 0 },
  } as const;
  if (!enabled) return { ...known, status: "idle" };
  if (error) return { ...known, status: "error", error };
  return { ...known, stage: address ? "server" : "session", status: "waiting" };
}
