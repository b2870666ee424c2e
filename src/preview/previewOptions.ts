import type { ProcessStore } from "../process";
import type { SessionStore } from "../session";
import { frameAddress, type FrameAddress } from "./frameAddress";
import type { PreviewReadiness } from "./types";

/**
 * The `sandbox` of a preview's frame unless set otherwise: what apps need, but never the right to
 * navigate the page around it.
 *
 * @example
 * ```tsx
 * <SandboxPreview title="My app" sandbox={`${defaultSandbox} allow-orientation-lock`} />
 * ```
 */
export const defaultSandbox =
  "allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads allow-pointer-lock allow-presentation allow-storage-access-by-user-activation";

/** Where an address is probed: at a path of its own, if that is given and can be used. */
export function probeUrlOf(address: FrameAddress, { path }: PreviewReadiness = {}): string {
  const target = path === undefined ? address : frameAddress(address.href, path, undefined);
  return typeof target === "string" ? address.shown : target.shown;
}

/** What a controller works from: the options of the hook, and what they name. */
export interface PreviewInputs {
  readonly store: SessionStore;
  readonly process: ProcessStore | undefined;
  /** The name of the preview; undefined for the main one. */
  readonly preview?: string | undefined;
  /** An address to use instead of the session's. */
  readonly url?: string | undefined;
  readonly path?: string | undefined;
  readonly sandbox: string | false;
  readonly enabled: boolean;
  readonly timeoutMs?: number | undefined;
  readonly pauseWhenHidden?: boolean | undefined;
  readonly reloadAtAccessEnd?: "asked" | "hidden" | undefined;
  readonly readiness: PreviewReadiness | undefined;
  /** What the user's own `accept` says of a status, if anything. */
  readonly accept: (status: number) => boolean | undefined;
}
