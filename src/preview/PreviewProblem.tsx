import type { ReactNode } from "react";
import type { SandboxError } from "../errors";
import { useLabels } from "../session";
import { Icon } from "./icons";
import { leavePanel } from "./focusGuard";
import type { PreviewTexts } from "./previewTexts";
import type { Preview } from "./types";
import { Words } from "./Words";

/** Errors whose page may be worth a look nevertheless. */
const revealable = ["app-failed", "blocked-by-csp", "cookies-blocked", "cors-missing", "timeout"];

/** What went wrong, why, what to do, and the way back. */
export function PreviewProblem({
  preview,
  error,
  text,
  children,
}: {
  preview: Preview;
  error: SandboxError;
  text: PreviewTexts;
  children: ReactNode;
}) {
  const label = useLabels();
  const { evidence, url } = preview;
  const details = [
    [text("preview.details.kind"), error.kind],
    [text("preview.details.status"), error.status],
    [text("preview.details.stage"), evidence.process],
    [text("preview.details.attempts"), evidence.attempts],
    [text("preview.details.url"), url],
  ].filter(([, value]) => value !== undefined);

  return (
    <div className="blaxel-preview-panel" data-panel="error">
      <span className="blaxel-preview-badge">
        <Icon name="warning" />
      </span>
      {/* Only what a screen reader should say at once: it would repeat log lines and counters. */}
      <div className="blaxel-preview-cause" role="alert">
        <p className="blaxel-preview-headline">
          <Words>{label(`error.${error.kind}.title`, error.message)}</Words>
        </p>
        <p className="blaxel-preview-hint">
          <Words>{label(`error.${error.kind}.hint`, error.hint)}</Words>
        </p>
      </div>
      {error.retryable && <p className="blaxel-preview-note">{text("preview.retrying")}</p>}
      <p className="blaxel-preview-actions">
        <button
          form=""
          className="blaxel-button"
          data-primary=""
          onClick={leavePanel(preview.retry)}
        >
          {text("preview.retry")}
        </button>
        {error.kind === "sdk-unavailable" && (
          <button form="" className="blaxel-button" onClick={() => location.reload()}>
            {text("preview.reload.host")}
          </button>
        )}
        {revealable.includes(error.kind) && preview.frameProps && (
          <button form="" className="blaxel-button" onClick={leavePanel(preview.reveal)}>
            {text("preview.reveal")}
          </button>
        )}
      </p>
      {children}
      <details className="blaxel-preview-details">
        <summary>
          <span>{text("preview.details")}</span>
        </summary>
        <dl>
          {details.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd translate="no">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}
