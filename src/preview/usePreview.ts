import {
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { guarded } from "../core";
import { useKnownProcess } from "../process";
import { useSessionStore } from "../session";
import { PreviewContext } from "./previewContext";
import { defaultSandbox } from "./previewOptions";
import type { PreviewFrameProps, Preview, PreviewOptions, PreviewState } from "./types";

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
  return usePreviewAndActions(options).preview;
}

/** The preview, and its actions apart from it, which stay the same through all of its states. */
export function usePreviewAndActions(options: PreviewOptions) {
  const {
    title,
    readiness,
    sandbox = defaultSandbox,
    allow = "clipboard-write; fullscreen",
    referrerPolicy = "no-referrer",
    credentialless = false,
    onStateChange,
  } = options;
  const store = useSessionStore();
  const { createStore } = useContext(PreviewContext);
  const process = useKnownProcess(options.process);
  const enabled = options.enabled !== false && (store.enabled || options.url !== undefined);
  const inputs = {
    ...options,
    store,
    process,
    sandbox,
    enabled,
    readiness: readiness ?? undefined,
    accept: (status: number) => guarded(() => readiness?.accept?.(status)),
  };
  const create = () => ({ scope: store.scope, previewStore: createStore(inputs) });
  const [{ scope, previewStore }, setHeld] = useState(create);
  // Nothing of another user stays on the page, so neither does the frame's page.
  if (scope !== store.scope) setHeld(create);
  const { state, src } = useSyncExternalStore(
    previewStore.subscribe,
    previewStore.getSnapshot,
    previewStore.getSnapshot,
  );
  // Before the paint: the user waits for what is asked here.
  useBeforePaint(() => previewStore.subscribe(() => {}), [previewStore]);
  useEffect(() => previewStore.update(inputs));
  const reported = useRef<PreviewState>(undefined);
  useEffect(() => {
    if (reported.current === state) return;
    reported.current = state;
    guarded(() => onStateChange?.(state));
  });

  const { attach, actions } = previewStore;
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
  const shown = useMemo<Preview>(
    () => ({ ...state, ...actions, frameProps }),
    [state, actions, frameProps],
  );
  return { preview: shown, actions };
}
