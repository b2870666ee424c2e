import type { SandboxProcess } from "../process";
import { Icon } from "./icons";
import { leavePanel } from "./leavePanel";
import { PreviewLogTail } from "./PreviewLogTail";
import { PreviewProblem } from "./PreviewProblem";
import { PreviewProgress } from "./PreviewProgress";
import type { PreviewTexts } from "./previewTexts";
import type { Preview } from "./types";

/** What lies over the frame while its page is not shown. */
export function PreviewOverlay({
  preview,
  process,
  text,
}: {
  preview: Preview;
  process: SandboxProcess | string | undefined;
  text: PreviewTexts;
}) {
  const tail = <PreviewLogTail process={process} text={text} />;
  switch (preview.status) {
    case "ready":
      return null;
    case "error":
      return (
        <PreviewProblem preview={preview} error={preview.error} text={text}>
          {tail}
        </PreviewProblem>
      );
    case "asleep":
      return (
        <div className="blaxel-preview-panel" data-panel="asleep">
          <span className="blaxel-preview-badge">
            <Icon name="asleep" />
          </span>
          <p className="blaxel-preview-headline">{text("preview.asleep")}</p>
          <p className="blaxel-preview-hint">{text("preview.asleep.hint")}</p>
          <p className="blaxel-preview-actions">
            <button
              type="button"
              className="blaxel-button"
              data-primary=""
              onClick={leavePanel(preview.retry)}
            >
              {text("preview.resume")}
            </button>
          </p>
        </div>
      );
    case "idle":
      return (
        <div className="blaxel-preview-panel" data-panel="idle">
          <p className="blaxel-preview-hint">{text("preview.idle")}</p>
        </div>
      );
    default:
      return (
        <PreviewProgress state={preview} linked={process !== undefined} text={text}>
          {tail}
        </PreviewProgress>
      );
  }
}
