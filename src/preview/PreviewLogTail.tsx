import { useEffect, useState } from "react";
import { useKnownProcess, type SandboxProcess } from "../process";
import type { PreviewTexts } from "./previewTexts";

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
    const first = requestAnimationFrame(read);
    const unsubscribe = controller.subscribeLogs(read);
    return () => {
      cancelAnimationFrame(first);
      unsubscribe();
    };
  }, [controller]);

  if (!lines.some(Boolean)) return null;
  return (
    <figure className="blaxel-preview-log" aria-label={text("preview.logs")}>
      <pre>{lines.join("\n")}</pre>
    </figure>
  );
}

/** Without the escape sequences of a terminal, and without what a carriage return overwrote. */
function plain(line: string): string {
  const [start = "", ...rest] = line.split("\u001b[");
  const text = start + rest.map((part) => part.replace(/^[\d;?]*[A-Za-z]/, "")).join("");
  return text.replace(/^.*\r(?!$)/, "");
}
