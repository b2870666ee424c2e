import type { CSSProperties, ReactNode } from "react";
import type { SandboxError, SandboxErrorKind } from "../errors";
import type { ProcessStatus, SandboxProcess } from "../process";

/**
 * What a preview waits for: the session (and with it the address), the linked process, the server's
 * answer, or the page itself.
 *
 * @example
 * ```ts
 * const texts: Record<PreviewStage, string> = {
 *   session: "Asking for a sandbox", process: "Starting", server: "Waiting", page: "Loading",
 * };
 * ```
 */
export type PreviewStage = "session" | "process" | "server" | "page";

/** How far the frame has come with what it was last sent to. */
export type FrameStage = "absent" | "mounted" | "committed" | "loaded";

/**
 * What the state of a preview rests on.
 *
 * @example
 * ```tsx
 * const { evidence } = usePreview({ title: "My app" });
 * return <small>{evidence.attempts} probes, last status {evidence.probe?.status ?? "unknown"}</small>;
 * ```
 */
export interface PreviewEvidence {
  /** The linked process, as it was last reported. */
  readonly process: ProcessStatus | undefined;
  /** The last probe: `kind` is absent when the app answered as it should. */
  readonly probe:
    | {
        readonly kind?: SandboxErrorKind;
        readonly status?: number;
        readonly redirected?: boolean;
        /** A good answer of which this page cannot know whether the browser shows it in a frame. */
        readonly isUnsure?: boolean;
        /** Of an answer that cannot be read: whether the browser shows it in a frame. */
        readonly loads?: boolean | undefined;
      }
    | undefined;
  /** How far the frame has come. */
  readonly frame: FrameStage;
  /** How many probes were made. */
  readonly attempts: number;
}

/**
 * What a private preview's page loses: soon, or already, whatever it asks for is refused, as its token ends.
 *
 * @example
 * ```tsx
 * const { access, reload } = usePreview({ title: "My app", preview: "private" });
 * return access && <button onClick={() => reload()}>Reload now</button>;
 * ```
 */
export type PreviewAccess = "ending" | "ended";

interface Known {
  /** What it waits for; undefined when it does not wait. */
  readonly stage: PreviewStage | undefined;
  /** It has been waiting for more than 15 seconds. */
  readonly slow: boolean;
  /** The page is shown while a reload that was asked for brings a new one. */
  readonly isReloading: boolean;
  /** The page is shown, but something should be put right, such as missing CORS headers. */
  readonly warning: SandboxError | undefined;
  readonly evidence: PreviewEvidence;
  /** The address that the frame was sent to, without any token. */
  readonly url: string | undefined;
  /** The preview needs a token, so `url` alone opens nothing. */
  readonly isPrivate: boolean;
  /**
   * Of a private preview whose page is shown and whose access could not be kept alive: it ends soon, or
   * has ended. `reload()` gives it a new one, as far as the backend does. Undefined while all is well.
   */
  readonly access?: PreviewAccess | undefined;
}

/**
 * What is known of a preview, distinguished by `status`.
 *
 * - `idle`: not enabled
 * - `waiting`: for what `stage` says; the frame is mounted as soon as its address is known, covered
 * - `loading`: the app answers, its page is being loaded
 * - `ready`: the page is shown
 * - `recovering`: it was shown, fell over, and is being brought back
 * - `asleep`: let go while the tab was hidden (`pauseWhenHidden`); `retry()` brings it back
 * - `error`: `error` says why. Where waiting can help it goes on by itself
 */
export type PreviewState =
  | (Known & {
      readonly status: "idle" | "waiting" | "loading" | "ready" | "recovering" | "asleep";
      readonly error?: undefined;
    })
  | (Known & { readonly status: "error"; readonly error: SandboxError });

/** Each word that `status` can be. */
export type PreviewStatus = PreviewState["status"];

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
  /**
   * How long one probe may take, in milliseconds. Default 10 000. After one that took longer, the next
   * may take twice as long, up to a minute.
   */
  probeTimeoutMs?: number | undefined;
}

/**
 * The options of `usePreview`.
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
  /**
   * When a private preview is loaded anew whose access could not be kept alive, see `access`: `"asked"`, by
   * `reload()` or the button that offers it, or `"hidden"`, by itself as well while its tab is hidden. The
   * page loses its state. Default `"asked"`.
   */
  reloadAtAccessEnd?: "asked" | "hidden" | undefined;
  /** The frame's `sandbox`; `false` leaves it out. See `defaultSandbox`. */
  sandbox?: string | false | undefined;
  /** The frame's permissions policy. Default: writing to the clipboard, and full screen. */
  allow?: string | undefined;
  /** How much the app learns of the page around it. Default `no-referrer`. */
  referrerPolicy?: ReferrerPolicy | undefined;
  /**
   * Called with each new state after it was rendered, the first one included, never during it. What
   * passes within one render is not reported.
   */
  onStateChange?: ((state: PreviewState) => void) | undefined;
  /** Load the frame without cookies and storage: for pages with `Cross-Origin-Embedder-Policy`. */
  credentialless?: boolean | undefined;
}

/**
 * A screen size to show the page at: one of ours, or a size in CSS pixels. The page is scaled down
 * to fit, never up.
 *
 * @example
 * ```tsx
 * <SandboxPreview title="My app" device={{ width: 360, height: 640 }} />
 * ```
 */
export type PreviewDevice =
  | "responsive"
  | "phone"
  | "tablet"
  | "desktop"
  | { readonly width: number; readonly height: number };

/**
 * What can be done with a preview. Each is stable and returns nothing: the state shows it.
 *
 * @example
 * ```tsx
 * const preview = useRef<PreviewActions>(null);
 * <SandboxPreview ref={preview} title="My app" />;
 * preview.current?.navigate("/settings");
 * ```
 */
export interface PreviewActions {
  /**
   * Loads the page anew, without an entry in the history. The old page stays in sight until the app
   * has answered; `hard` begins with an empty frame.
   */
  readonly reload: (options?: { hard?: boolean }) => void;
  /** Sends the frame to a path of the app. */
  readonly navigate: (path: string) => void;
  /**
   * Starts over after an error, or wakes a preview that is asleep. If the linked process has ended,
   * and this page knows its command, it is started first.
   */
  readonly retry: () => void;
  /** Shows the page whatever the evidence says. */
  readonly reveal: () => void;
}

/**
 * Attributes for an `<iframe>`: spread them all. `src` never changes, as the frame is navigated
 * without React; `style` keeps a page that is not ready out of sight and out of reach.
 *
 * @example
 * ```tsx
 * const { frameProps } = usePreview({ title: "My app" });
 * return frameProps && <iframe {...frameProps} />;
 * ```
 */
export interface PreviewFrameProps {
  ref: (element: HTMLIFrameElement | null) => void;
  src: string;
  title: string;
  sandbox?: string;
  allow: string;
  referrerPolicy: ReferrerPolicy;
  credentialless?: "credentialless";
  style: CSSProperties;
}

/**
 * What `usePreview` returns: the same object until something in it changes.
 *
 * @example
 * ```tsx
 * const preview: Preview = usePreview({ title: "My app" });
 * ```
 */
export type Preview = PreviewState &
  PreviewActions & {
    /** For the iframe; undefined while there must be none. */
    readonly frameProps: PreviewFrameProps | undefined;
  };

/**
 * The props of `SandboxPreview`: those of `usePreview`, and how it looks. `id`, `data-*` and `aria-*` reach
 * its outermost element.
 *
 * @example
 * ```ts
 * const props: SandboxPreviewProps = { title: "My app", toolbar: true, device: "phone" };
 * ```
 */
export interface SandboxPreviewProps extends PreviewOptions {
  /** The bar with path, reload, screen sizes and link. Default `true`. */
  toolbar?: boolean | undefined;
  /** The screen size; with this the size is yours to change, see `onDeviceChange`. */
  device?: PreviewDevice | undefined;
  /** The screen size at first. Default `"responsive"`. */
  defaultDevice?: PreviewDevice | undefined;
  /** Called when a size is picked in the toolbar. */
  onDeviceChange?: ((device: PreviewDevice) => void) | undefined;
  /** Replaces what lies over the frame while the page is not shown; return null for nothing. */
  renderOverlay?: ((preview: Preview) => ReactNode) | undefined;
  /** Of the outermost element. */
  id?: string | undefined;
  /** Of the outermost element; wins over the kit's styles. */
  className?: string | undefined;
  /** Of the outermost element. Height: that of what holds it, at least `20rem`. */
  style?: CSSProperties | undefined;
}
