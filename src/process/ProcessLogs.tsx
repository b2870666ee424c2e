import { useLayoutEffect, useMemo, useState, useSyncExternalStore } from "react";
import { idleState } from "./processStore";
import type { ProcessLogsProps, ProcessLogView, ShownStream } from "./types";
import { useProcessStore } from "./useProcessStore";
import { useProcessLogs } from "./useProcessLogs";
import { plainText } from "./viewer/ansi";
import { LogIcon, LogToolbar } from "./viewer/LogToolbar";
import { LogRow } from "./viewer/LogRow";
import { summaryOf, textOf, useLogTexts, type LogTexts } from "./viewer/logTexts";
import { LogViewport, rowsToDraw } from "./viewer/logViewport";
import { useLogFind } from "./viewer/useLogFind";

/**
 * Shows the log of a process as it is printed: follows the end until the reader scrolls up, shows
 * ANSI colours, finds, filters and copies. Draws only the rows in sight, so a flood stays fluid.
 *
 * @example
 * ```tsx
 * const dev = useProcess({ name: "dev-server", command: "npm run dev" });
 * return <ProcessLogs process={dev} style={{ height: 240 }} />;
 * ```
 */
export function ProcessLogs({
  process,
  title,
  stream,
  defaultStream = "all",
  onStreamChange,
  toolbar = true,
  lineNumbers = true,
  rowHeight = 20,
  className,
  style,
  ...attributes
}: ProcessLogsProps) {
  const texts = useLogTexts();
  const store = useProcessStore(process);
  const [chosen, setChosen] = useState(defaultStream);
  const shown = stream ?? chosen;
  const wanted = shown === "all" ? undefined : shown;
  const view = useProcessLogs(process, { stream: wanted });
  const state = useSyncExternalStore(
    store?.subscribe ?? noChange,
    store?.getSnapshot ?? idle,
    idle,
  );
  const { lines } = view;
  const viewport = useMemo(() => new LogViewport(rowHeight), [rowHeight]);
  const rows = useSyncExternalStore(viewport.subscribe, viewport.getSnapshot, viewport.getSnapshot);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => viewport.attach(scroller), [viewport, scroller]);
  useLayoutEffect(() => viewport.show(lines), [viewport, lines]);
  const { following } = rows;
  const [first, end] = rowsToDraw(rows, lines.length);
  const find = useLogFind(store, wanted);
  const [copied, setCopied] = useState("");

  const choose = (next: ShownStream) => {
    setChosen(next);
    onStreamChange?.(next);
  };
  const copy = () => {
    copyText(textOf(lines)).then(
      () => setCopied(texts["logs.copied"]),
      () => setCopied(texts["logs.copy.failed"]),
    );
  };
  const summary = summaryOf(view, state, texts);

  return (
    <section
      {...attributes}
      className={className ? `blaxel-logs ${className}` : "blaxel-logs"}
      style={style}
      data-status={view.status}
      data-process-status={state.status}
      data-following={following || undefined}
    >
      {toolbar && (
        <LogToolbar
          texts={texts}
          stream={shown}
          onStream={choose}
          find={find}
          onFound={(number) => number !== undefined && viewport.toLine(number)}
          onCopy={copy}
        />
      )}
      <div className="blaxel-logs-body">
        <div
          ref={setScroller}
          className="blaxel-logs-scroller"
          role="log"
          aria-live="off"
          aria-label={title ?? titleOf(store?.name, texts)}
          {...reachable}
        >
          <div className="blaxel-logs-rows" style={{ height: lines.length * rowHeight }}>
            {lines.slice(first, end).map((line, index) => (
              <LogRow
                key={following ? (first + index) % (end - first) : `line ${line.number}`}
                line={line}
                top={(first + index) * rowHeight}
                height={rowHeight}
                numbers={lineNumbers}
                mark={find.mark}
                isMatch={line.number === find.current}
              />
            ))}
          </div>
        </div>
        {lines.length === 0 && (
          <p className="blaxel-logs-empty">{emptyText(view, wanted, texts)}</p>
        )}
        {!following && (
          <button form="" className="blaxel-button blaxel-logs-end" onClick={viewport.toEnd}>
            <LogIcon name="end" />
            {texts["logs.end"]}
          </button>
        )}
      </div>
      <div className="blaxel-logs-footer">
        <span className="blaxel-logs-summary" role="status" data-failed={hasFailed(view, state)}>
          {summary}
        </span>
        {view.dropped > 0 && (
          <span className="blaxel-logs-dropped">
            {view.dropped} {texts["logs.dropped"]}
          </span>
        )}
        <span className="blaxel-visually-hidden" role="status">
          {copied}
        </span>
      </div>
    </section>
  );
}

/** What scrolls has to be reachable by keyboard, whatever its role. */
const reachable = { tabIndex: 0 };
const noChange = () => () => undefined;
const idle = () => idleState;

function titleOf(name: string | undefined, texts: LogTexts): string {
  return name ? `${texts["logs.label"]}: ${plainText(name)}` : texts["logs.label"];
}

function emptyText(view: ProcessLogView, stream: string | undefined, texts: LogTexts): string {
  if (view.status === "idle" || view.status === "absent") return texts[`logs.${view.status}`];
  return stream ? texts["logs.empty.filtered"] : texts["logs.empty"];
}

function hasFailed(view: ProcessLogView, state: { error?: unknown }): true | undefined {
  return view.error || state.error ? true : undefined;
}

async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
