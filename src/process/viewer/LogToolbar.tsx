import { useId } from "react";
import type { ShownStream } from "../types";
import { LogIcon, type LogIconName } from "./LogIcon";
import type { LogTexts } from "./logTexts";
import type { LogFind } from "./useLogFind";

const streams: readonly ShownStream[] = ["all", "stdout", "stderr"];

interface LogToolbarProps {
  readonly texts: LogTexts;
  readonly stream: ShownStream;
  readonly onStream: (stream: ShownStream) => void;
  readonly wraps: boolean;
  readonly onWrap: () => void;
  readonly find: LogFind;
  readonly onFound: (number: number | undefined) => void;
  readonly onCopy: () => void;
  readonly onDownload: () => void;
  readonly onClear: () => void;
}

/** What can be done with a log. */
export function LogToolbar(props: LogToolbarProps) {
  const { texts, stream, onStream, find, onFound, ...acts } = props;
  const count = useId();
  return (
    <fieldset className="blaxel-logs-toolbar" aria-label={texts["logs.toolbar"]}>
      <select
        className="blaxel-logs-select"
        aria-label={texts["logs.stream"]}
        value={stream}
        onChange={({ target }) => onStream(streams.find((each) => each === target.value) ?? "all")}
      >
        {streams.map((each) => (
          <option key={each} value={each}>
            {texts[`logs.stream.${each}`]}
          </option>
        ))}
      </select>
      <div className="blaxel-logs-acts">
        <Act name={texts["logs.wrap"]} icon="wrap" isOn={acts.wraps} onClick={acts.onWrap} />
        <Act name={texts["logs.copy"]} icon="copy" onClick={acts.onCopy} />
        <Act name={texts["logs.download"]} icon="download" onClick={acts.onDownload} />
        <Act name={texts["logs.clear"]} icon="clear" onClick={acts.onClear} />
      </div>
      <form
        className="blaxel-logs-find"
        aria-label={texts["logs.find"]}
        onSubmit={(event) => {
          event.preventDefault();
          onFound(find.next());
        }}
      >
        <input
          role="searchbox"
          className="blaxel-logs-query"
          aria-label={texts["logs.find"]}
          aria-describedby={count}
          placeholder={texts["logs.find"]}
          value={find.query}
          onChange={(event) => find.setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") find.setQuery("");
            if (event.key !== "Enter" || !event.shiftKey) return;
            event.preventDefault();
            onFound(find.previous());
          }}
        />
        <span id={count} className="blaxel-logs-count">
          {countText(find, texts)}
        </span>
        <button
          form=""
          className="blaxel-icon-button"
          aria-label={texts["logs.find.previous"]}
          title={texts["logs.find.previous"]}
          disabled={find.count === 0}
          onClick={() => onFound(find.previous())}
        >
          <LogIcon name="previous" />
        </button>
        <button
          className="blaxel-icon-button"
          aria-label={texts["logs.find.next"]}
          title={texts["logs.find.next"]}
          disabled={find.count === 0}
        >
          <LogIcon name="next" />
        </button>
      </form>
    </fieldset>
  );
}

interface ActProps {
  readonly name: string;
  readonly icon: LogIconName;
  readonly isOn?: boolean;
  readonly onClick: () => void;
}

function Act({ name, icon, isOn, onClick }: ActProps) {
  return (
    <button
      form=""
      className="blaxel-icon-button"
      aria-label={name}
      aria-pressed={isOn}
      title={name}
      onClick={onClick}
    >
      <LogIcon name={icon} />
    </button>
  );
}

function countText({ mark, count, position }: LogFind, texts: LogTexts): string {
  if (mark === "") return "";
  if (count === 0) return texts["logs.find.none"];
  return `${position} ${texts["logs.find.of"]} ${count}`;
}
