import type { ReactNode } from "react";
import type { PreviewStage, PreviewState } from "./types";
import type { PreviewTexts } from "./previewTexts";

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
  return (
    <div className="blaxel-preview-panel" data-panel="progress">
      <p className="blaxel-preview-headline">
        {state.status === "recovering" && `${text("preview.recovering")} · `}
        {text(`preview.stage.${stage}`)}
      </p>
      <div className="blaxel-preview-steps" aria-hidden="true">
        {steps.map((step, index) => (
          <span
            key={step}
            data-step={index < reached ? "done" : index === reached ? "current" : "ahead"}
          />
        ))}
      </div>
      {slow && <p className="blaxel-preview-note">{text("preview.slow")}</p>}
      {children}
    </div>
  );
}
