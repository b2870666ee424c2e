import { useMemo, useState, useSyncExternalStore } from "react";
import { LogSelection } from "../useProcessLogs";
import type { ProcessStore } from "../processStore";
import { plainText } from "./ansi";
import { foldCase } from "./foundText";

/** What is looked for in the log, and where it was found. */
export interface LogFind {
  readonly query: string;
  setQuery(query: string): void;
  /** The query as it is compared: without case, without blanks around it. */
  readonly mark: string;
  readonly count: number;
  /** Which match is looked at, from 1; 0 for none. */
  readonly position: number;
  /** The number of the line that is looked at. */
  readonly current: number | undefined;
  next(): number | undefined;
  previous(): number | undefined;
}

const noChange = () => () => undefined;

/** Finds lines behind the `cleared` ones that contain a text, and goes on finding while lines come in. */
export function useLogFind(
  store: ProcessStore | undefined,
  stream: "stdout" | "stderr" | undefined,
  cleared: number,
): LogFind {
  const [query, setQuery] = useState("");
  const [current, setCurrent] = useState<number>();
  const mark = foldCase(query.trim());
  const selection = useMemo(
    () =>
      new LogSelection({
        stream,
        filter: ({ number, text }) =>
          number > cleared && mark !== "" && foldCase(plainText(text)).includes(mark),
      }),
    [mark, stream, cleared],
  );
  const matches = useSyncExternalStore(
    store?.logs.onLines ?? noChange,
    () => (store && mark !== "" ? selection.view(store.logs).lines : none),
    () => none,
  );

  const go = (step: 1 | -1): number | undefined => {
    const at = matches.findIndex(({ number }) => number === current);
    const start = step > 0 ? -1 : 0;
    const index = ((at < 0 ? start : at) + step + matches.length) % matches.length;
    const number = matches[index]?.number;
    setCurrent(number);
    return number;
  };
  return {
    query,
    setQuery: (query) => {
      setQuery(query);
      setCurrent(undefined);
    },
    mark,
    count: matches.length,
    position: matches.findIndex(({ number }) => number === current) + 1,
    current: mark === "" ? undefined : current,
    next: () => go(1),
    previous: () => go(-1),
  };
}

const none: readonly { readonly number: number }[] = [];
