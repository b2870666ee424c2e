import { useState, type ComponentType } from "react";
import { FaultBoundary } from "../session";
import type { Preview } from "./types";
import { Icon } from "./icons";
import { leavePanel } from "./focusGuard";
import * as overlay from "./PreviewOverlay";
import * as toolbar from "./PreviewToolbar";
import { Words } from "./Words";
import { usePreviewTexts, type PreviewTexts } from "./previewTexts";

/** Says that a part of the kit fell, and leads back to it. */
export function Fallen({ again, alone }: { again: () => void; alone?: boolean | undefined }) {
  const text = usePreviewTexts();
  // What React could not take away because it had been moved would stay.
  const clear = (element: HTMLElement | null) => element?.parentElement?.replaceChildren(element);
  return (
    <p className="blaxel-preview-warning blaxel-fallen" role="alert" ref={alone ? clear : null}>
      <span>{text("preview.fallen")}</span>
      <button form="" className="blaxel-button" onClick={again}>
        {text("preview.retry")}
      </button>
    </p>
  );
}

/** A part that, when it falls, takes neither the frame nor another part with it. */
const apart = <Props extends object>(Part: ComponentType<Props>, alone?: boolean) =>
  function Apart(props: Props) {
    return (
      <FaultBoundary renderFallback={(again) => <Fallen again={again} alone={alone} />}>
        <Part {...props} />
      </FaultBoundary>
    );
  };

// The first two are the only ones in their element.
export const PreviewOverlay = /* @__PURE__ */ apart(overlay.PreviewOverlay, true);
export const PreviewToolbar = /* @__PURE__ */ apart(toolbar.PreviewToolbar, true);
export const PreviewWarning = /* @__PURE__ */ apart(Warnings);
export const PreviewLiveRegion = /* @__PURE__ */ apart(LiveRegion);

function Warnings({ preview }: { preview: Preview }) {
  return (
    <>
      <Warning preview={preview} />
      <AccessNotice preview={preview} />
    </>
  );
}

/** A page that is shown, but should not be without a word. */
function Warning({ preview: { warning } }: { preview: Preview }) {
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

/** The page of a private preview is shown, but will not get what it asks for, or does not any more. */
function AccessNotice({ preview: { access, reload } }: { preview: Preview }) {
  const text = usePreviewTexts();
  if (!access) return null;
  return (
    <p className="blaxel-preview-warning" role="status">
      <Icon name="warning" />
      <span>{text(`preview.access.${access}`)}</span>
      <button form="" className="blaxel-button" onClick={leavePanel(() => reload())}>
        {text("preview.reload.now")}
      </button>
    </p>
  );
}

/** Says each state once to users of a screen reader. Errors say themselves. */
function LiveRegion({ preview, title }: { preview: Preview; title: string }) {
  const words = wordsFor(preview, usePreviewTexts());
  return <output className="blaxel-visually-hidden">{words && `${title}: ${words}`}</output>;
}

function wordsFor({ status, slow }: Preview, text: PreviewTexts): string {
  if (status === "error") return "";
  if (slow) return text("preview.slow");
  const starts = status === "waiting" || status === "loading";
  return text(starts ? "preview.loading" : `preview.${status}`);
}
