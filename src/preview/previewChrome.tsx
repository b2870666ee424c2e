import { useState } from "react";
import type { Preview } from "./types";
import { Icon } from "./icons";
import { leavePanel } from "./focusGuard";
import { Words } from "./Words";
import { usePreviewTexts, type PreviewTexts } from "./previewTexts";

export { PreviewOverlay } from "./PreviewOverlay";
export { PreviewToolbar } from "./PreviewToolbar";

/** A page that is shown, but should not be without a word. */
export function PreviewWarning({ preview: { warning } }: { preview: Preview }) {
  const text = usePreviewTexts();
  const [dismissed, dismiss] = useState<string>();
  if (!warning || dismissed === warning.kind) return null;
  return (
    <p className="blaxel-preview-warning">
      <Icon name="warning" />
      <span>
        <Words>{`${warning.message} ${warning.hint}`}</Words>
      </span>
      <button
        form=""
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
