import { useProcessLogs } from "blaxel-react";
import { Demo } from "./Demo";

interface LogTailProps {
  /** How many lines. */
  tail: number;
  /** Only what was printed there. */
  stream?: "stdout" | "stderr";
  /** Only lines that contain this. */
  filter?: string;
}

/** The last lines of a log with `useProcessLogs`. */
export function LogTail({ tail, stream, filter }: LogTailProps) {
  const { lines, status, dropped } = useProcessLogs("dev-server", { tail, stream, filter });
  return (
    <Demo>
      <pre data-testid="lines">{lines.map(({ text }) => text).join("\n")}</pre>
      <p>
        {lines.length} lines, {dropped} not kept, the log is <span>{status}</span>
      </p>
    </Demo>
  );
}
