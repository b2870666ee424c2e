import { forwardRef, useImperativeHandle, useState, type CSSProperties } from "react";
import type { SandboxError } from "../errors";
import { FaultBoundary, useLabels } from "../session";
import type { SandboxPreviewProps, PreviewDevice, PreviewActions } from "./types";
import { usePreviewChrome } from "./usePreviewChrome";
import { usePreviewAndActions } from "./usePreview";

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
      className = "",
      style,
      ...options
    },
    ref,
  ) {
    // `id`, `data-*`, `aria-*`: no option has a hyphen in its name.
    const attributes = Object.fromEntries(
      Object.entries(options).filter(([name]) => /^id$|-/.test(name)),
    );
    const { preview, actions } = usePreviewAndActions(options);
    const [picked, pick] = useState(defaultDevice);
    const device = controlled ?? picked;
    const { status, stage, slow, frameProps, error } = preview;
    const { chrome, loss } = usePreviewChrome(!stage);
    const unsaid = loss && (error ?? loss);
    useImperativeHandle(ref, () => actions, [actions]);
    // Variables for the element that takes the size. Nothing of the frame itself changes.
    const custom: (CSSProperties & Record<`--${string}`, string>) | undefined =
      typeof device === "object"
        ? {
            "--blaxel-device-width": `${device.width}px`,
            "--blaxel-device-height": `${device.height}px`,
          }
        : undefined;
    const onDevice = (next: PreviewDevice) => {
      pick(next);
      onDeviceChange?.(next);
    };

    return (
      <FaultBoundary renderFallback={(again) => chrome && <chrome.Fallen again={again} />}>
        <section
          aria-label={options.title}
          {...attributes}
          className={`blaxel-preview ${className}`}
          style={style}
          aria-busy={!!stage}
          data-state={status}
          data-stage={stage}
          data-slow={slow || undefined}
        >
          {toolbar && (
            <div className="blaxel-preview-bar">
              {chrome && (
                <chrome.PreviewToolbar preview={preview} device={device} onDevice={onDevice} />
              )}
            </div>
          )}
          {chrome && <chrome.PreviewWarning preview={preview} />}
          {unsaid && <PreviewFallback error={unsaid} onRetry={actions.retry} />}
          <div className="blaxel-preview-viewport">
            <div
              className="blaxel-preview-screen"
              data-device={custom ? "custom" : device}
              style={custom}
            >
              {frameProps && <iframe className="blaxel-preview-frame" {...frameProps} />}
            </div>
            {renderOverlay ? (
              renderOverlay(preview)
            ) : (
              <div className="blaxel-preview-overlay">
                {chrome && <chrome.PreviewOverlay preview={preview} process={options.process} />}
              </div>
            )}
          </div>
          {chrome && <chrome.PreviewLiveRegion preview={preview} title={options.title} />}
        </section>
      </FaultBoundary>
    );
  },
);

/** What a preview says and offers while the code of its panels is not there. */
export function PreviewFallback({ error, onRetry }: { error: SandboxError; onRetry: () => void }) {
  const label = useLabels();
  return (
    <p className="blaxel-preview-warning" role="alert">
      <span>{`${error.message} ${error.hint}`}</span>
      <button form="" onClick={onRetry}>
        {label("preview.retry", "Try again")}
      </button>
      <button form="" onClick={() => location.reload()}>
        {label("preview.reload.host", "Reload the page")}
      </button>
    </p>
  );
}
