import {
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type CSSProperties,
} from "react";
import { idleState } from "../processStore";
import type { ProcessLogsProps, ProcessLogView, ShownStream } from "../types";
import { useProcessStore } from "../useProcessStore";
import { useProcessLogs } from "../useProcessLogs";
import { plainText } from "./ansi";
import { CarriedStyles } from "./carriedStyles";
import { download } from "./download";
import { LogIcon } from "./LogIcon";
import { LogToolbar } from "./LogToolbar";
import { LogRow } from "./LogRow";
import { summaryOf, textOf, useLogTexts, type LogTexts } from "./logTexts";
import type { RowHeights } from "./rowHeights";
import { indexOfNumber, LogViewport, rowsToDraw } from "./logViewport";
import { useCopy } from "./useCopy";
import { useLogFind } from "./useLogFind";

/** The log viewer itself. */
export function LogViewer({
  process,
  title,
  stream,
  defaultStream = "all",
  onStreamChange,
  toolbar = true,
  lineNumbers = true,
  wrap,
  defaultWrap = false,
  onWrapChange,
  rowHeight = 20,
  className,
  style,
  ...attributes
}: ProcessLogsProps) {
  const texts = useLogTexts();
  const store = useProcessStore(process);
  const [chosen, setChosen] = useState(defaultStream);
  const shown = stream ?? chosen;
  const [wrapped, setWrapped] = useState(defaultWrap);
  const wraps = wrap ?? wrapped;
  const wanted = shown === "all" ? undefined : shown;
  const view = useProcessLogs(process, { stream: wanted });
  const state = useSyncExternalStore(
    store?.subscribe ?? noChange,
    store?.getSnapshot ?? idle,
    idle,
  );
  const [clearing, setClearing] = useState<{ buffer: unknown; number: number }>();
  // Another log counts from 1 again.
  const cleared = clearing?.buffer === store?.logs.buffer ? (clearing?.number ?? 0) : 0;
  const all = view.lines;
  const lines = useMemo(
    () => (cleared > 0 ? all.slice(indexOfNumber(all, cleared + 1)) : all),
    [all, cleared],
  );
  const viewport = useMemo(() => new LogViewport(rowHeight), [rowHeight]);
  const rows = useSyncExternalStore(viewport.subscribe, viewport.getSnapshot, viewport.getSnapshot);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => viewport.attach(scroller), [viewport, scroller]);
  const layout = [wraps, wanted, lineNumbers, store?.name].join();
  useLayoutEffect(() => viewport.show(lines, layout), [viewport, lines, layout]);
  const readStyles = useMemo(() => stylesFor(store), [store]);
  const styles = readStyles(all);
  const { following, isEndInSight, heights } = rows;
  const [first, end] = rowsToDraw(rows, lines.length);
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!wraps || !place.current) return;
    viewport.measure(
      lines.slice(first, end),
      place.current.querySelectorAll<HTMLElement>(".blaxel-logs-row"),
    );
  });
  useLayoutEffect(() => viewport.drawn(heights), [viewport, heights]);
  const find = useLogFind(store, wanted, cleared);
  const { current, mark } = find;
  useLayoutEffect(() => {
    // Again once the row that holds it is drawn.
    if (current === undefined || mark === "" || first < 0) return;
    const found = scroller?.querySelector("[data-match] mark");
    if (!found) return;
    if (wraps) viewport.toMark(found);
    else showSideways(scroller, found);
  }, [scroller, viewport, wraps, current, mark, first]);
  const [outcome, copy] = useCopy();

  const choose = (next: ShownStream) => {
    setChosen(next);
    onStreamChange?.(next);
  };
  const clear = () =>
    setClearing(
      store && { buffer: store.logs.buffer, number: store.recentLines(1)[0]?.number ?? 0 },
    );
  const summary = summaryOf(view, state, texts);

  return (
    <section
      {...attributes}
      className={className ? `blaxel-logs ${className}` : "blaxel-logs"}
      style={style}
      data-status={view.status}
      data-process-status={state.status}
      data-following={following || undefined}
      data-wrap={wraps || undefined}
    >
      {toolbar && (
        <LogToolbar
          texts={texts}
          stream={shown}
          onStream={choose}
          wraps={wraps}
          onWrap={() => {
            setWrapped(!wraps);
            onWrapChange?.(!wraps);
          }}
          find={find}
          onFound={(number) => number !== undefined && viewport.toLine(number)}
          onCopy={() => copy(textOf(lines), scroller)}
          onDownload={() => download(textOf(lines), store?.name, scroller)}
          onClear={clear}
        />
      )}
      <div className="blaxel-logs-body">
        <div
          ref={setScroller}
          className="blaxel-logs-scroller"
          translate="no"
          dir="ltr"
          role="log"
          aria-live="off"
          aria-label={title ?? titleOf(store?.name, texts)}
          {...reachable}
        >
          <div
            ref={place}
            className="blaxel-logs-rows"
            style={{
              ...rowsStyle(lines, heights),
              ...(wraps && { paddingTop: heights.topOf(lines, first) }),
            }}
          >
            {lines.slice(first, end).map((line, index) => (
              <LogRow
                key={following ? (first + index) % (end - first) : `line ${line.number}`}
                line={line}
                begin={styles.of(line)}
                top={wraps ? undefined : (first + index) * rowHeight}
                height={rowHeight}
                numbers={lineNumbers}
                mark={find.mark}
                isMatch={line.number === find.current}
              />
            ))}
          </div>
        </div>
        {lines.length === 0 && (
          <p className="blaxel-logs-empty">
            {cleared > 0 ? texts["logs.empty.cleared"] : emptyText(view, wanted, texts)}
          </p>
        )}
        {!following && !isEndInSight && (
          <button form="" className="blaxel-button blaxel-logs-end" onClick={viewport.toEnd}>
            <LogIcon name="end" />
            <span>{texts["logs.end"]}</span>
          </button>
        )}
      </div>
      <div className="blaxel-logs-footer">
        <span className="blaxel-logs-summary" role="status" data-failed={hasFailed(view, state)}>
          {summary}
        </span>
        {view.dropped > 0 && (
          <span className="blaxel-logs-dropped">{`${view.dropped} ${texts["logs.dropped"]}`}</span>
        )}
        <span className="blaxel-logs-copied" role="status">
          {outcome && texts[`logs.${outcome}`]}
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

/** Another process has other lines under the same numbers. */
function stylesFor(_store: unknown) {
  const styles = new CarriedStyles();
  return (lines: ProcessLogView["lines"]) => {
    styles.read(lines);
    return styles;
  };
}

/** As high as all lines, with a gutter as wide as the largest number. */
function rowsStyle(lines: ProcessLogView["lines"], heights: RowHeights): CSSProperties {
  const digits = Math.max(3, String(lines.at(-1)?.number ?? 0).length);
  const style: CSSProperties & Record<`--${string}`, number> = {
    height: heights.heightOf(lines),
    "--_blaxel-logs-digits": digits,
  };
  return style;
}

/** Scrolls as little as brings what was found into sight, and not in height. */
function showSideways(scroller: Element | null, found: Element): void {
  if (!scroller) return;
  const [view, mark] = [scroller.getBoundingClientRect(), found.getBoundingClientRect()];
  const margin = Math.min(48, view.width / 4);
  const before = mark.left - margin - view.left;
  const behind = mark.right + margin - view.right;
  if (before < 0) scroller.scrollLeft += before;
  else if (behind > 0) scroller.scrollLeft += Math.min(behind, before);
}
