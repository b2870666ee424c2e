import { guarded } from "../core";
import type { SandboxProcess } from "../process";
import { frameAddress, type FrameAddress } from "./frameAddress";
import type { ProbePlan } from "./previewInputs";
import type { PreviewState } from "./previewState";

/**
 * When an app counts as there.
 *
 * @example
 * ```tsx
 * <SandboxPreview title="API" readiness={{ path: "/health", accept: (status) => status === 200 }} />
 * ```
 */
export interface PreviewReadiness {
  /** The path to probe, where asking for the page itself is costly. Default: the page's own. */
  path?: string | undefined;
  /** Which statuses count. Default 200 to 399. A redirect always counts: the app has answered. */
  accept?: ((status: number) => boolean) | undefined;
  /** How long one probe may take, in milliseconds. Default 10 000. */
  probeTimeoutMs?: number | undefined;
}

/**
 * What `usePreview` is told.
 *
 * @example
 * ```ts
 * const options: PreviewOptions = { title: "My app", process: "dev-server", path: "/docs" };
 * ```
 */
export interface PreviewOptions {
  /** What the frame is called by assistive technology. */
  title: string;
  /** The process behind the app: its port hurries the probe, and its crash is the error. */
  process?: SandboxProcess | string | undefined;
  /** Which of the session's previews. Default: the main one. */
  preview?: string | undefined;
  /** An address to show instead of one of the session's. */
  url?: string | undefined;
  /** The path in the app, with query and hash. Changing it navigates. */
  path?: string | undefined;
  /** `false` mounts nothing and asks for nothing. Default `true`. */
  enabled?: boolean | undefined;
  /** When the app counts as there. */
  readiness?: PreviewReadiness | undefined;
  /**
   * How long to wait before it is an error, in milliseconds. Default 120 000. It goes on asking
   * after that, ever more slowly.
   */
  timeoutMs?: number | undefined;
  /**
   * Let go of the frame after a minute in a hidden tab, so that the sandbox may sleep. The page
   * loses its state. Default `false`.
   */
  pauseWhenHidden?: boolean | undefined;
  /** The frame's `sandbox`; `false` leaves it out. See `defaultSandbox`. */
  sandbox?: string | false | undefined;
  /** The frame's permissions policy. Default: writing to the clipboard, and full screen. */
  allow?: string | undefined;
  /** How much the app learns of the page around it. Default `no-referrer`. */
  referrerPolicy?: ReferrerPolicy | undefined;
  /**
   * Told each new state after it was rendered, the first one included; never while rendering. What
   * passes within one render is not told.
   */
  onStateChange?: ((state: PreviewState) => void) | undefined;
  /** Load the frame without cookies and storage: for pages with `Cross-Origin-Embedder-Policy`. */
  credentialless?: boolean | undefined;
}

/**
 * The `sandbox` of a preview's frame unless told otherwise: what apps need, but never the right to
 * navigate the page around it.
 *
 * @example
 * ```tsx
 * <SandboxPreview title="My app" sandbox={`${defaultSandbox} allow-orientation-lock`} />
 * ```
 */
export const defaultSandbox =
  "allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads allow-pointer-lock allow-presentation allow-storage-access-by-user-activation";

/** How these options want an address probed. */
export function probePlan(
  address: FrameAddress,
  { path, accept, probeTimeoutMs = 10_000 }: PreviewReadiness = {},
): ProbePlan {
  const isGood = (status: number) => status >= 200 && status < 400;
  const target = path === undefined ? address : frameAddress(address.href, path, undefined);
  return {
    probeUrl: typeof target === "string" ? address.href : target.href,
    accept: (status) => (accept ? guarded(() => accept(status), isGood(status)) : isGood(status)),
    probeTimeoutMs,
  };
}
