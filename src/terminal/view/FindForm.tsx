import { useState, type FormEvent } from "react";
import { LogIcon } from "../../process";
import type { TerminalTexts } from "../terminalTexts";
import type { Emulator } from "./emulator";

interface FindFormProps {
  texts: TerminalTexts;
  emulator: Emulator | undefined;
}

/** Finds text in what the terminal keeps, as the log viewer does in a log. */
export function FindForm({ texts, emulator }: FindFormProps) {
  const [query, setQuery] = useState("");
  const find = (direction: "next" | "previous") => {
    if (query !== "") emulator?.find(query, direction);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find("next");
  };
  return (
    <div className="blaxel-logs-toolbar">
      <form className="blaxel-logs-find" aria-label={texts["terminal.find"]} onSubmit={submit}>
        <input
          className="blaxel-logs-query"
          role="searchbox"
          placeholder={texts["terminal.find"]}
          aria-label={texts["terminal.find"]}
          value={query}
          onChange={({ target }) => setQuery(target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setQuery("");
            if (event.key !== "Enter" || !event.shiftKey) return;
            event.preventDefault();
            find("previous");
          }}
        />
        <button
          form=""
          className="blaxel-icon-button"
          aria-label={texts["terminal.find.previous"]}
          title={texts["terminal.find.previous"]}
          disabled={query === ""}
          onClick={() => find("previous")}
        >
          <LogIcon name="previous" />
        </button>
        <button
          className="blaxel-icon-button"
          aria-label={texts["terminal.find.next"]}
          title={texts["terminal.find.next"]}
          disabled={query === ""}
        >
          <LogIcon name="next" />
        </button>
      </form>
    </div>
  );
}
