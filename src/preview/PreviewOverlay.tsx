import { useEffect, useState, type ReactNode } from "react";
import { type SandboxProcess, SEQUENCES, useKnownProcess } from "../process";
import { Icon } from "./icons";
import { leavePanel } from "./focusGuard";
import { PreviewProblem } from "./PreviewProblem";
import { usePreviewTexts, type PreviewTexts } from "./previewTexts";
import type { Preview, PreviewStage, PreviewState } from "./types";

/** What lies over the frame while its page is not shown. */
export function PreviewOverlay({
  preview,
  process,
}: {
  preview: Preview;
  process: SandboxProcess | string | undefined;
}) {
  const text = usePreviewTexts();
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
              form=""
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

const stages: readonly PreviewStage[] = ["session", "process", "server", "page"];

/** Where a preview has got to on its way to being shown. */
export function PreviewProgress({
  state,
  linked,
  text,
  children,
}: {
  state: PreviewState;
  /** There is a process to wait for. */
  linked: boolean;
  text: PreviewTexts;
  children: ReactNode;
}) {
  const { stage = "session", slow } = state;
  const steps = linked ? stages : stages.filter((step) => step !== "process");
  const reached = steps.indexOf(stage);
  const isStopping = state.evidence.process === "stopping";
  return (
    <div className="blaxel-preview-panel" data-panel="progress">
      <p className="blaxel-preview-headline">
        {isStopping
          ? text("preview.stopping")
          : (state.status === "recovering" ? `${text("preview.recovering")} · ` : "") +
            text(`preview.stage.${stage}`)}
      </p>
      <div className="blaxel-preview-steps" aria-hidden="true">
        {steps.map((step, index) => (
          <span
            key={step}
            data-step={index < reached ? "done" : index === reached ? "current" : "ahead"}
          />
        ))}
      </div>
      {slow && !isStopping && <p className="blaxel-preview-note">{text("preview.slow")}</p>}
      {children}
    </div>
  );
}

const LINES = 5;

/** The last lines of the linked process, as plain text; nothing while there are none. */
export function PreviewLogTail({
  process,
  text,
}: {
  process: SandboxProcess | string | undefined;
  text: PreviewTexts;
}) {
  const controller = useKnownProcess(process);
  const [lines, setLines] = useState<readonly string[]>([]);

  useEffect(() => {
    if (!controller) return undefined;
    const read = () => setLines(controller.recentLines(LINES).map((line) => plain(line.text)));
    // Not at the next frame: this page paints none while a popup shows the preview.
    const first = setTimeout(read);
    const unsubscribe = controller.subscribeLogs(read);
    return () => {
      clearTimeout(first);
      unsubscribe();
    };
  }, [controller]);

  if (!lines.some(Boolean)) return null;
  return (
    <figure className="blaxel-preview-log" aria-label={text("preview.logs")}>
      <pre translate="no" dir="ltr">
        {lines.join("\n")}
      </pre>
    </figure>
  );
}

/** What is not drawn, or piles up: a glance at the log shows that it is there, `ProcessLogs` what. */
const HIDDEN =
  /[\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]|[\p{Mn}\p{Me}]{5,}/gu;

/** What a backspace goes back over, once something is drawn there; other controls draw nothing. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const OVERWRITTEN = /[^\b]\x08(?=[^\b])/;
// oxlint-disable-next-line no-control-regex -- as above
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

/** As a terminal would show it, without its colours. */
function plain(line: string): string {
  let text = line.replace(SEQUENCES, "").replace(/^.*\r(?!$)/, "");
  while (OVERWRITTEN.test(text)) text = text.replace(OVERWRITTEN, "");
  return text.replace(CONTROLS, "").replace(HIDDEN, "\uFFFD");
}
