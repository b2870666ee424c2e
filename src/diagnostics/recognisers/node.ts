import { PROPERTY, withCall, withDetails } from "../details";
import { isForeign, place, placeInApp } from "../places";
import { draftOf, type Draft, type Recogniser } from "../recogniser";
import type { AppErrorPlace } from "../types";

/** Where Node, or V8, says that the exception was: a line alone. */
const PLACE = /^(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/]|node:|<)[^\s:][^:]*?(?::[^\d:][^:]*)?):(\d+)$/;
/** `TypeError: text`, `Error [ERR_X]: text`, `[RangeError: text]`, with words before it. */
const NAMED =
  /^ {0,2}(?:(?:Uncaught|Unhandled(?: [Rr]ejection)?:?|\(node:\d+\) UnhandledPromiseRejectionWarning:|Unhandled promise rejection:?) )*\[?((?:[A-Z][\w$]*\.)*[A-Z][\w$]*(?:Error|Exception|Rejection)|Error)(?: \[[\w-]+\])?(?:: (.*?))?\]?(?: \{)?$/;
/** `GET / failed: TypeError: text`, with or without the first colon, as programs print what they have caught. */
const LABELLED = /^(?:[^:|>{}"'`]{1,60}:|[A-Z][\w ]{0,60}) ((?:[A-Z]\w*)?Error(?: \[\w+\])?: .+)$/;
const WARNED = /^\(node:\d+\) (?:\[\w+\] )?(?!UnhandledPromise)\w*Warning: /;
/** What a tool says whose helper was ended with it, and what only leads to what a compiler says. */
const NO_MESSAGE =
  /^The service (?:was stopped|is no longer running)|^TSError: ⨯ Unable to compile|^(?:Transform|Build) failed with \d+ errors?:?$/;
/** The beginning of another line of a log, and not of the second line of a message. */
const OTHER =
  /^(?:\(node:\d+\) |\[|\{"|(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) |\d{1,4}[-:./]\d|(?:INFO|WARN|DEBUG|info|warn|debug)\b)/;
const UNHANDLED = /\bUnhandled|Uncaught/;

/** Node and what prints errors as V8 does: a thrown error, a rejected promise, a logged error. */
export const node: Recogniser = {
  tool: "node",
  begin(line) {
    const at = PLACE.exec(line);
    if (at?.[1]) {
      const found = isForeign(at[1]) ? {} : place(at[1], at[2]);
      return draftOf("node", "process", "", { place: found, isSure: false, stage: "place" });
    }
    // A warning's stack is its own.
    if (WARNED.test(line))
      return draftOf("node", "server", "", { isSure: false, stage: "warning" });
    const named = NAMED.exec(line) ?? undefined;
    const text = named ? line : LABELLED.exec(line)?.[1];
    if (text === undefined) return undefined;
    const message = messageOf(text);
    if (NO_MESSAGE.test(message)) return undefined;
    const kind = UNHANDLED.test(line) ? "process" : "server";
    return draftOf("node", kind, message, {
      place: importer(message),
      isSure: false,
      stage: "message",
    });
  },

  follow(draft, line) {
    switch (draft.stage) {
      case "place":
        // The line of code that was running; a V8 message may come without one.
        return { ...draft, frame: [line], stage: "code" };
      case "code":
        if (/^\s*\^+\s*$/.test(line))
          return { ...draft, frame: [...draft.frame, line], stage: "caret" };
        return undefined;
      case "caret": {
        if (line.trim() === "") return draft;
        const message = messageOf(line);
        if (NO_MESSAGE.test(message)) return { ...draft, stage: "end" };
        const column = (draft.frame[1]?.indexOf("^") ?? -1) + 1;
        const isOwn = draft.place.file !== undefined;
        const at = isOwn && column > 0 ? { ...draft.place, column } : importer(message);
        return {
          ...draft,
          message,
          place: at,
          frame: isOwn ? numbered(draft) : [],
          isSure: true,
          stage: "message",
        };
      }
      default:
        break;
    }
    if (draft.stage === "warning") return /^\s*at .+/.test(line) ? draft : undefined;
    if (/^\s*at .+/.test(line)) return withStackLine(draft, line);
    if (draft.stage === "stack" && PROPERTY.test(line)) return withProperty(draft, line);
    const end = /^(?:Node\.js v\S+|Bun v\S+ \(.+\))$/.test(line);
    if (end) return draft.isSure ? { ...draft, kind: "process", stage: "end" } : undefined;
    const required = /^- (\/.+)$/.exec(line)?.[1];
    if (required && draft.place.file === undefined && !isForeign(required)) {
      return { ...draft, place: place(required) };
    }
    if (/^Require stack:$|^- \//.test(line)) return draft;
    if (/^Emitted '\w+' event/.test(line)) return draft;
    return draft.stage === "message" ? withDetails(draft, line) : undefined;
  },

  goOn(draft, line) {
    if (draft.stage === "end") return undefined;
    if (line.trim() === "")
      return draft.stage === "message" || draft.kind === "process" ? draft : undefined;
    if (line.startsWith("(Use `node --trace")) return draft;
    if (draft.stage === "stack") return /^\s{2,}|^[}\]]/.test(line) ? draft : undefined;
    if (NO_MESSAGE.test(line)) return { ...draft, message: "", stage: "end" };
    // A message of several lines; of a logged error only until its stack comes.
    const most = draft.isSure ? 12 : 4;
    const isOver = draft.stage !== "message" || draft.message.split("\n").length > most;
    if (isOver || OTHER.test(line)) return undefined;
    return { ...draft, message: `${draft.message}\n${line}` };
  },

  signal(line) {
    const version = /^Node\.js v(\d\S*)$/.exec(line)?.[1];
    if (version) return { type: "version", of: `node ${version}` };
    if (
      /^Restarting '.+'$|^\[nodemon\] (?:re)?starting|^\[tsx\] (?:rerunning|restarting)/.test(line)
    ) {
      return { type: "restart" };
    }
    return undefined;
  },
};

function withStackLine(draft: Draft, line: string): Draft {
  const next = withCall(draft, line);
  // The innermost call is more than the line alone; V8's caret may stand at a call's dot.
  const found = draft.stack.every((call) => !placeInApp(call)) ? placeInApp(line) : undefined;
  const isSame = found && found.file === draft.place.file && found.line === draft.place.line;
  return isSame ? { ...next, place: { ...draft.place, column: found.column } } : next;
}

/** An import that fails names the file that it stands in, without a line. */
function importer(message: string): AppErrorPlace {
  const file = / imported from (\/.+)$/.exec(message)?.[1];
  return file === undefined || isForeign(file) ? {} : place(file);
}

/** An imported file names who imports it; `url` of the missing one says nothing more. */
function withProperty(draft: Draft, line: string): Draft {
  return line.startsWith("  [cause]:") ? { ...draft, stack: [...draft.stack, line.trim()] } : draft;
}

/** The message with the name of its error, which says a lot; Node's codes and our own words go. */
function messageOf(line: string): string {
  return line
    .replace(
      /^ {0,2}(?:(?:Uncaught|Unhandled(?: [Rr]ejection)?:?|\(node:\d+\) UnhandledPromiseRejectionWarning:) )+/,
      "",
    )
    .replace(/^\[(.+)\](?: \{)?$/, "$1")
    .replace(/^(\w+) \[(?:\w+)\]: /, "$1: ")
    .replace(/^Error: (?=\S)/, "")
    .trim();
}

const numbered = ({ frame, place: { line = 0 } }: Draft) => [
  `> ${line} | ${frame[0] ?? ""}`,
  `  ${" ".repeat(String(line).length)} | ${frame[1] ?? ""}`,
];
