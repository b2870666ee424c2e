import type { CSSProperties } from "react";
import { useLabels } from "../../session";

/** What is said of a part that fell. */
export const fallenTexts = {
  "logs.fallen": "The browser's translation or an extension has changed this part of the page.",
  "logs.retry": "Try again",
} as const;

interface FallenLogProps {
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
  readonly again: () => void;
}

/** Says that a viewer fell, in its place, and leads back to it. */
export function FallenLog({ className = "", style, again }: FallenLogProps) {
  const label = useLabels();
  return (
    <section className={`blaxel-logs blaxel-fallen ${className}`} style={style}>
      <div className="blaxel-logs-toolbar" role="alert">
        <span>{label("logs.fallen", fallenTexts["logs.fallen"])}</span>
        <button form="" className="blaxel-button" onClick={again}>
          {label("logs.retry", fallenTexts["logs.retry"])}
        </button>
      </div>
    </section>
  );
}
