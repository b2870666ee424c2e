import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type CSSProperties,
} from "react";
import { guarded } from "../core";
import { useKnownProcess } from "../process";
import { useSessionStore } from "../session";
import type { FrameAddress } from "./frameAddress";
import { staticPreviews } from "./staticPreviews";
import { createPreviewStore } from "./previewStore";
import { defaultSandbox, probePlan, type PreviewOptions } from "./previewOptions";
import type { PreviewState } from "./previewState";

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
 * What can be done with a preview. Each is stable and returns nothing: the state tells.
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

/** React 18 warns of layout effects when it renders on a server. */
const useBeforePaint = typeof document === "object" ? useLayoutEffect : useEffect;

/**
 * The running app in an iframe, headless: readiness by evidence, errors by cause, and a frame that
 * keeps its page. Render the iframe whenever there are `frameProps`, whatever the status.
 *
 * @example
 * ```tsx
 * const preview = usePreview({ title: "My app", process: dev });
 * return (
 *   <div>
 *     {preview.frameProps && <iframe {...preview.frameProps} />}
 *     {preview.status !== "ready" && <Cover state={preview} />}
 *   </div>
 * );
 * ```
 */
export function usePreview(options: PreviewOptions): Preview {
  const {
    title,
    preview,
    url,
    path,
    readiness,
    timeoutMs = 120_000,
    pauseWhenHidden = false,
    sandbox = defaultSandbox,
    allow = "clipboard-write; fullscreen",
    referrerPolicy = "no-referrer",
    credentialless = false,
    onStateChange,
  } = options;
  const store = useSessionStore();
  const process = useKnownProcess(options.process);
  const enabled = options.enabled !== false && (store.enabled || url !== undefined);
  const inputs = {
    store,
    process,
    preview,
    url,
    path,
    sandbox,
    enabled,
    timeoutMs,
    pauseWhenHidden,
    plan: (address: FrameAddress) => probePlan(address, readiness),
  };
  const [previewStore] = useState(() => staticPreviews.get(store) ?? createPreviewStore(inputs));
  const { state, src } = useSyncExternalStore(
    previewStore.subscribe,
    previewStore.getSnapshot,
    previewStore.getSnapshot,
  );
  // Before the paint: what is asked here is what everybody waits for.
  useBeforePaint(() => previewStore.subscribe(() => {}), [previewStore]);
  useEffect(() => previewStore.update(inputs));
  const told = useRef<PreviewState>(undefined);
  useEffect(() => {
    if (told.current === state) return;
    told.current = state;
    guarded(() => onStateChange?.(state), undefined);
  });

  const { attach, reload, navigate, retry, reveal } = previewStore;
  const isShown = state.status === "ready";
  const frameProps = useMemo<PreviewFrameProps | undefined>(
    () =>
      src === undefined
        ? undefined
        : {
            ref: attach,
            src,
            title,
            ...(sandbox !== false && { sandbox }),
            allow,
            referrerPolicy,
            ...(credentialless && { credentialless: "credentialless" }),
            style: isShown ? {} : { visibility: "hidden" },
          },
    [attach, src, title, sandbox, allow, referrerPolicy, credentialless, isShown],
  );
  return useMemo(
    () => ({ ...state, reload, navigate, retry, reveal, frameProps }),
    [state, reload, navigate, retry, reveal, frameProps],
  );
}
