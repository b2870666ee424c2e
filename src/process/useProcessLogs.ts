import { useCallback, useMemo, useSyncExternalStore } from "react";
import { report } from "../core";
import type { SandboxError } from "../errors";
import type { LogBuffer } from "./logs/logBuffer";
import type { LogLine, LogStatus } from "./logs/types";
import type { LogSelectionOptions, ProcessLogView } from "./types";
import { useProcessStore } from "./useProcessStore";

export const emptyLogView: ProcessLogView = { lines: [], dropped: 0, status: "idle" };

/** Where lines come from. */
export interface LogSource {
  readonly buffer: LogBuffer;
  readonly status: LogStatus;
  readonly error: SandboxError | undefined;
}

/** Selects lines and remembers the selection, so that a new line costs what one line costs. */
export class LogSelection {
  readonly #wanted: (line: LogLine) => boolean;
  readonly #selects: boolean;
  readonly #tail: number;
  #view = emptyLogView;
  #buffer: LogBuffer | undefined;
  #version = -1;
  #epoch = -1;
  /** Selected lines that will not change any more, and the number of the last one looked at. */
  #settled: LogLine[] = [];
  #settledTo = 0;

  constructor({ stream, filter, tail = Infinity }: LogSelectionOptions) {
    const matches = matcher(filter);
    this.#wanted = (line) => (stream === undefined || line.stream === stream) && matches(line);
    this.#selects = stream !== undefined || filter !== undefined;
    this.#tail = tail;
  }

  view({ buffer, status, error }: LogSource): ProcessLogView {
    const changed = buffer !== this.#buffer || buffer.version !== this.#version;
    if (!changed && status === this.#view.status && error === this.#view.error) return this.#view;
    if (buffer !== this.#buffer || buffer.epoch !== this.#epoch) this.#startOver(buffer);
    const lines = changed ? this.#select(buffer) : this.#view.lines;
    this.#version = buffer.version;
    this.#view = { lines, dropped: buffer.dropped, status, error };
    return this.#view;
  }

  #startOver(buffer: LogBuffer): void {
    this.#buffer = buffer;
    this.#epoch = buffer.epoch;
    this.#settled = [];
    this.#settledTo = 0;
  }

  #select(buffer: LogBuffer): readonly LogLine[] {
    if (!this.#selects) return buffer.last(this.#tail);
    const oldest = buffer.at(0)?.number ?? 0;
    const gone = this.#settled.findIndex(({ number }) => number >= oldest);
    if (gone > 0) this.#settled.splice(0, gone);
    else if (gone < 0) this.#settled = [];
    const known = buffer.indexOf(this.#settledTo);
    let settling = true;
    const open: LogLine[] = [];
    for (let index = known + 1; index < buffer.length; index++) {
      const line = buffer.at(index);
      if (!line) break;
      settling &&= !line.unfinished;
      if (settling) this.#settledTo = line.number;
      if (this.#wanted(line)) (settling ? this.#settled : open).push(line);
    }
    const lines = [...this.#settled, ...open];
    return lines.length > this.#tail ? lines.slice(-this.#tail) : lines;
  }
}

function matcher(filter: LogSelectionOptions["filter"]): (line: LogLine) => boolean {
  if (filter === undefined || filter === "") return () => true;
  if (typeof filter === "function") return careful(filter);
  if (typeof filter === "string") return ({ text }) => text.includes(filter);
  return ({ text }) => text.search(filter) >= 0;
}

/**
 * Asks the user's own filter while a component renders, where nothing may throw. A line that it throws
 * for is kept, since the filter did not drop it; the first such error is reported.
 */
function careful(filter: (line: LogLine) => boolean): (line: LogLine) => boolean {
  let isReported = false;
  return (line) => {
    try {
      return filter(line);
    } catch (error) {
      if (!isReported) report(error);
      isReported = true;
      return true;
    }
  };
}

/**
 * The log of a process, given as `useProcess` gives it or by name: its lines as long as the browser
 * keeps them, through cuts, restarts and rotations without a line lost or repeated. Renders at most
 * once a frame. While a component reads, one stream is open, shared by all that read.
 *
 * A process that is not there yet is looked for, less and less often for a minute, then whenever there
 * is news: something on the page learns of it, the tab is shown again, the network is back, the session
 * is replaced. Errors come as `error`, and pass when the log can be read again.
 *
 * @example
 * ```tsx
 * const { lines } = useProcessLogs(dev, { tail: 5 });
 * return <pre>{lines.map(({ text }) => text).join("\n")}</pre>;
 * ```
 */
export function useProcessLogs(
  process: { readonly name: string } | string | undefined,
  { stream, filter, tail }: LogSelectionOptions = {},
): ProcessLogView {
  const store = useProcessStore(process);
  const selection = useMemo(
    () => new LogSelection({ stream, filter, tail }),
    [stream, filter, tail],
  );
  const subscribe = useCallback(
    (listener: () => void) => store?.subscribeLogs(listener) ?? (() => undefined),
    [store],
  );
  return useSyncExternalStore(
    subscribe,
    () => (store ? selection.view(store.logs) : emptyLogView),
    () => emptyLogView,
  );
}
