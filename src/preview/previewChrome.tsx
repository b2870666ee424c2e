import { useState } from "react";
import type { SandboxProcess } from "../process";
import type { PreviewDevice, Preview } from "./types";
import { Icon } from "./icons";
import { PreviewToolbar } from "./PreviewToolbar";
import { leavePanel } from "./focusGuard";
import { PreviewOverlay } from "./PreviewOverlay";
import { usePreviewTexts, type PreviewTexts } from "./previewTexts";

/** What stands above the frame. */
export function PreviewBar({
  preview,
  device,
  onDevice,
}: {
  preview: Preview;
  device: PreviewDevice;
  onDevice: (device: PreviewDevice) => void;
}) {
  const text = usePreviewTexts();
  return <PreviewToolbar preview={preview} device={device} onDevice={onDevice} text={text} />;
}

/** What lies over the frame until its page is shown. */
export function PreviewOverlayPanel({
  preview,
  process,
}: {
  preview: Preview;
  process: SandboxProcess | string | undefined;
}) {
  return <PreviewOverlay preview={preview} process={process} text={usePreviewTexts()} />;
}

/** A page that is shown, but should not be without a word. */
export function PreviewWarning({ preview: { warning } }: { preview: Preview }) {
  const text = usePreviewTexts();
  const [dismissed, dismiss] = useState<string>();
  if (!warning || dismissed === warning.kind) return null;
  return (
    <p className="blaxel-preview-warning">
      <Icon name="warning" />
      <span>
        {warning.message} {warning.hint}
      </span>
      <button
        type="button"
        className="blaxel-icon-button"
        aria-label={text("preview.dismiss")}
        onClick={leavePanel(() => dismiss(warning.kind))}
      >
        <Icon name="close" />
      </button>
    </p>
  );
}

/** Says each state once to users of a screen reader. Errors say themselves. */
export function PreviewLiveRegion({ preview, title }: { preview: Preview; title: string }) {
  const words = wordsFor(preview, usePreviewTexts());
  return <output className="blaxel-visually-hidden">{words && `${title}: ${words}`}</output>;
}

function wordsFor({ status, slow }: Preview, text: PreviewTexts): string {
  if (status === "error") return "";
  if (slow) return text("preview.slow");
  const starts = status === "waiting" || status === "loading";
  return text(starts ? "preview.loading" : `preview.${status}`);
}
