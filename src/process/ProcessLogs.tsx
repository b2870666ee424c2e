import { FaultBoundary } from "../session";
import type { ProcessLogsProps } from "./types";
import { FallenLog } from "./viewer/FallenLog";
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
    <FaultBoundary
      renderFallback={(again) => (
        <FallenLog className={props.className} style={props.style} again={again} />
      )}
    >
      <LogViewer {...props} />
    </FaultBoundary>
  );
}
