import { useId, useState } from "react";
import { guarded } from "../core";
import { useCopy } from "../process";
import { useErrorTexts } from "./errorTexts";
import { toPrompt } from "./toPrompt";
import type { AppError, ErrorCardProps } from "./types";

/**
 * Shows one error of the app: what it says, where, the code around it, and what can be done. Everything
 * in it is shown as text. "Copy" copies what `toPrompt` makes of it.
 *
 * @example
 * ```tsx
 * <ErrorCard error={error} onOpenFile={({ file, line }) => editor.open(file, line)} onFix={askTheAgent} />
 * ```
 */
export function ErrorCard({ error, onOpenFile, onFix, className, style }: ErrorCardProps) {
  const texts = useErrorTexts();
  const id = useId();
  const [outcome, copy] = useCopy();
  const [isFixing, setIsFixing] = useState(false);
  const { file, kind, status, message, codeFrame, stack, count } = error;

  const fix = async () => {
    setIsFixing(true);
    // What it rejects with is reported; the button is there again either way.
    await Promise.allSettled([guarded(() => onFix?.(toPrompt(error), error), undefined)]);
    setIsFixing(false);
  };
  const open = () =>
    file !== undefined && guarded(() => onOpenFile?.({ ...error, file }), undefined);

  return (
    <article
      className={className ? `blaxel-error ${className}` : "blaxel-error"}
      style={style}
      data-kind={kind}
      data-status={status}
      aria-labelledby={`${id}-message`}
    >
      <header className="blaxel-error-head">
        <span className="blaxel-error-kind">{texts[`errors.kind.${kind}`]}</span>
        <span className="blaxel-error-status">{texts[`errors.status.${status}`]}</span>
        {count > 1 && <span className="blaxel-error-count">{`× ${count}`}</span>}
      </header>
      <p className="blaxel-error-message" id={`${id}-message`}>
        {message}
      </p>
      {file !== undefined && (
        <p className="blaxel-error-place">
          <code>{placeText(error)}</code>
          {error.isApproximate && <span>{` ${texts["errors.approximate"]}`}</span>}
          {error.isOutside && <span>{` ${texts["errors.outside"]}`}</span>}
        </p>
      )}
      {codeFrame !== undefined && (
        <pre
          className="blaxel-error-code"
          {...reachable}
          aria-label={texts["errors.code"]}
          role="region"
        >
          {codeFrame}
        </pre>
      )}
      {stack !== undefined && (
        <details className="blaxel-error-stack">
          <summary>
            <span>{texts["errors.stack"]}</span>
          </summary>
          <pre {...reachable} role="region" aria-label={texts["errors.stack"]}>
            {stack}
          </pre>
        </details>
      )}
      <footer className="blaxel-error-actions">
        {onFix && (
          <button
            form=""
            className="blaxel-button"
            data-primary=""
            disabled={isFixing}
            onClick={fix}
          >
            {texts["errors.fix"]}
          </button>
        )}
        {onOpenFile && file !== undefined && !error.isOutside && (
          <button form="" className="blaxel-button" onClick={open}>
            {texts["errors.open"]}
          </button>
        )}
        <button
          form=""
          className="blaxel-button"
          onClick={({ currentTarget }) => copy(toPrompt(error), currentTarget)}
        >
          {texts["errors.copy"]}
        </button>
        <span className="blaxel-error-copied" role="status">
          {outcome && texts[`errors.${outcome}`]}
        </span>
      </footer>
    </article>
  );
}

/** What scrolls has to be reachable by keyboard. */
const reachable = { tabIndex: 0 };

const placeText = ({ file, line, column }: AppError) =>
  [file, line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(":");
