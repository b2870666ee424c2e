import {
  forwardRef,
  useImperativeHandle,
  useState,
  type CSSProperties,
  type ReactNode,
} from "react";
import { useSessionStore } from "../session";
import { deviceProps, type PreviewDevice } from "./devices";
import type { PreviewOptions } from "./previewOptions";
import { PreviewFallback } from "./PreviewFallback";
import { staticPreviews } from "./staticPreviews";
import { usePreviewChrome } from "./usePreviewChrome";
import { usePreview, type Preview, type PreviewActions } from "./usePreview";

/**
 * The props of `SandboxPreview`: those of `usePreview`, and how it looks.
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
  className?: string | undefined;
  style?: CSSProperties | undefined;
}

/**
 * The running app in a frame: progress while it starts, the cause and the fix when it fails, and a
 * page that stays as it is otherwise. Style it with `blaxel-react/styles.css` and its variables, or
 * by `data-state`, `data-stage` and `data-slow`. Its `ref` is the `PreviewActions`.
 *
 * @example
 * ```tsx
 * <SandboxPreview title="My app" process={dev} path="/docs" />
 * ```
 */
export const SandboxPreview = forwardRef<PreviewActions, SandboxPreviewProps>(
  function SandboxPreview(
    {
      toolbar = true,
      device: controlled,
      defaultDevice = "responsive",
      onDeviceChange,
      renderOverlay,
      className,
      style,
      ...options
    },
    ref,
  ) {
    const preview = usePreview(options);
    const [picked, pick] = useState(defaultDevice);
    const device = controlled ?? picked;
    const { status, stage, slow, frameProps, reload, navigate, retry, reveal, error } = preview;
    const isPreset = staticPreviews.has(useSessionStore());
    const { chrome, loss } = usePreviewChrome(isPreset || stage === undefined);
    const unsaid = loss && (error ?? loss);
    useImperativeHandle(ref, () => ({ reload, navigate, retry, reveal }), [
      reload,
      navigate,
      retry,
      reveal,
    ]);
    const onDevice = (next: PreviewDevice) => {
      pick(next);
      onDeviceChange?.(next);
    };

    return (
      <section
        className={className ? `blaxel-preview ${className}` : "blaxel-preview"}
        style={style}
        aria-label={options.title}
        aria-busy={stage !== undefined}
        data-state={status}
        data-stage={stage}
        data-slow={slow || undefined}
      >
        {toolbar && (
          <div className="blaxel-preview-bar">
            {chrome && <chrome.PreviewBar preview={preview} device={device} onDevice={onDevice} />}
          </div>
        )}
        {chrome && <chrome.PreviewWarning preview={preview} />}
        {unsaid && <PreviewFallback error={unsaid} onRetry={retry} />}
        <div className="blaxel-preview-viewport">
          <div className="blaxel-preview-screen" {...deviceProps(device)}>
            {frameProps && (
              <iframe
                className="blaxel-preview-frame"
                {...frameProps}
                title={options.title}
                sandbox={frameProps.sandbox}
              />
            )}
          </div>
          {renderOverlay ? (
            renderOverlay(preview)
          ) : (
            <div className="blaxel-preview-overlay">
              {chrome && <chrome.PreviewOverlayPanel preview={preview} process={options.process} />}
            </div>
          )}
        </div>
        {chrome && <chrome.PreviewLiveRegion preview={preview} title={options.title} />}
      </section>
    );
  },
);
