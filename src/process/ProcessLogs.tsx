import { FaultBoundary } from "../session";
import type { ProcessLogsProps } from "./types";
import { useLogTexts } from "./viewer/logTexts";
import { LogViewer } from "./viewer/LogViewer";

/**
 * Shows the log of a process as it is printed: follows the end until the reader scrolls up, shows
 * ANSI colours, finds, filters, copies, downloads and clears. Draws only the rows in sight, so a flood stays fluid.
 *
 * @example
 * ```tsx
 * const dev = useProcess({ name: "dev-server", command: "npm run dev" });
 * return <ProcessLogs process={dev} style={{ height: 240 }} />;
 * ```
 */
export function ProcessLogs(props: ProcessLogsProps) {
  return (
    <FaultBoundary renderFallback={(again) => <Fallen {...props} again={again} />}>
      <LogViewer {...props} />
    </FaultBoundary>
  );
}

/** Says that the viewer fell, in its place, and leads back to it. */
function Fallen({ className = "", style, again }: ProcessLogsProps & { again: () => void }) {
  const texts = useLogTexts();
  return (
    <section className={`blaxel-logs blaxel-fallen ${className}`} style={style}>
      <div className="blaxel-logs-toolbar" role="alert">
        <span>{texts["logs.fallen"]}</span>
        <button form="" className="blaxel-button" onClick={again}>
          {texts["logs.retry"]}
        </button>
      </div>
    </section>
  );
}
