import { PROPERTY, withCall, withDetails } from "../details";
import { place, placeInApp, placeOf } from "../places";
import { draftOf, type Recogniser } from "../recogniser";
import type { AppErrorKind } from "../types";

const MARK = /^\s*⨯ (.*)$/;
const FROM_BROWSER = /^\s*\[browser\] (.*)$/;
const FILE = /^(\.\/\S+?\.\w+)(?::(\d+):(\d+))?$/;
const SERVES = /^(?:unhandledRejection|uncaughtException):\s*/;
const THROWN =
  /^(?:(?:Uncaught|Unhandled)\b:? ?(?:\(in promise\) ?)?)?(?:⨯ )?((?:\[?(?:[A-Z]\w*)?Error)(?: \[[^\]]*\])?: .*)$/;
const FAILED_START =
  /^(?:Failed to start server|Failed to load next\.config\.\w+.*|Invalid next\.config.*)$/;
/** What a bundler says of a file: it stands in for the message only if there is no other. */
const GENERAL =
  /^(?:Parsing (?:\w+ )+source code failed|Ecmascript file had an error|Module build failed.*|Build failed.*|Failed to compile\.?|Module parse failed:?|Syntax Error|x?)$/;
const BUILD =
  /^(?:Module not found|Parsing|Export \w|Ecmascript|Syntax Error|Type error|You're importing|.*(?:Expression|expected|Expected|Unexpected token)|The export|Invalid|Module parse)/i;

/**
 * Next.js with Turbopack and with webpack. It prints one error several times: with a mark, without,
 * as the browser's, and as that of a build. What it says decides the kind, not the mark.
 */
export const next: Recogniser = {
  tool: "next",
  begin(line) {
    const marked = MARK.exec(line)?.[1];
    const browser = FROM_BROWSER.exec(line)?.[1]?.replace(/^\s*⨯ /, "");
    const text = (marked ?? browser ?? line).trim();
    const file = FILE.exec(text);
    if (file?.[1]) {
      return draftOf("next", "build", "", {
        place: place(file[1], file[2], file[3]),
        isSure: false,
        stage: "file",
      });
    }
    if (marked === undefined && browser === undefined) return undefined;
    const inline = /^(?:Error: )?(\.\/\S+?\.\w+):(\d+):(\d+)(?: (.+))?$/.exec(text);
    if (inline) {
      const found = place(inline[1], inline[2], inline[3]);
      const message = inline[4] && !GENERAL.test(inline[4]) ? inline[4] : "";
      return draftOf("next", "build", message, {
        place: found,
        isSure: message !== "",
        stage: "file",
      });
    }
    if (FAILED_START.test(text)) {
      return draftOf("next", "process", "", { isSure: false, stage: "start" });
    }
    const kind: AppErrorKind = browser === undefined ? "server" : "browser";
    if (/^(?:Error: )?Failed to compile/.test(text)) return undefined;
    const isFatal = SERVES.test(text);
    const thrown = THROWN.exec(text.replace(SERVES, ""))?.[1];
    if (thrown) {
      const message = withoutName(thrown);
      return draftOf(
        "next",
        BUILD.test(message) && !/Error: /.test(thrown) ? "build" : kind,
        message,
        { stage: "thrown" },
      );
    }
    if (marked === undefined || text === "") return undefined;
    return draftOf("next", BUILD.test(text) ? "build" : kind, text, {
      isSure: BUILD.test(text) || isFatal,
      stage: "thrown",
    });
  },

  follow(draft, line) {
    if (draft.stage === "start") {
      const thrown = THROWN.exec(line)?.[1];
      return thrown && draft.message === ""
        ? { ...draft, message: withoutName(thrown), isSure: true, stage: "thrown" }
        : undefined;
    }
    const said = draft.stage === "file" && draft.message === "" && THROWN.exec(line)?.[1];
    if (said) return { ...draft, message: withoutName(said), isSure: true };
    if (/^\s*at /.test(line)) {
      const found = placeInApp(line);
      const next = withCall(draft, line);
      const isBetter = found && draft.place.file === undefined;
      return { ...next, stage: "thrown", ...(isBetter && { place: found }) };
    }
    if (draft.stack.length > 0 && /^\s+(?:digest|page|code|type|\[cause\]): |^\}$/.test(line))
      return draft;
    // swc's box names the line; the column is that of its mark.
    const mark = /^\s*[:·] (\s*)\^/.exec(line);
    if (mark && draft.place.line !== undefined && draft.stage === "frame") {
      const at = { ...draft.place, column: (mark[1]?.length ?? 0) + 1 };
      return { ...draft, place: at, frame: [...draft.frame, line.replace(/[:·]/, "|")] };
    }
    const next = withDetails(draft, line);
    if (next)
      return {
        ...next,
        isSure: draft.isSure,
        ...(draft.stage === "thrown" && { stage: "thrown" }),
      };
    const swc = /^\s*[╭,]─?\[(.+?)\]$/.exec(line)?.[1];
    if (swc) return { ...draft, place: placeOf(swc) ?? draft.place, stage: "frame" };
    return undefined;
  },

  goOn(draft, line) {
    const text = line.trim();
    if (text === "") return draft;
    if (/^(?:GET|POST|PUT|HEAD|○|✓|⚠|▲) ?/.test(text)) return undefined;
    if (draft.stage === "start") return undefined;
    if (draft.stack.length > 0) return PROPERTY.test(line) ? draft : undefined;
    if (draft.kind !== "build") return undefined;
    if (draft.message !== "") {
      // Import traces, help, the address of the documentation.
      return /^(?:Import trace|https?:\/\/|\.\/|\[|Did you mean|All exports|Parsing|Client |Server |For more|The export)|^\s{2,}\S/.test(
        text,
      ) || GENERAL.test(text)
        ? draft
        : undefined;
    }
    if (GENERAL.test(text)) return draft;
    // A bundler's "Error: " in front of what it says.
    const thrown = THROWN.exec(text)?.[1] ?? text.replace(/^[x×] /, "");
    const inside = /^(?:.*?: )?(.+?) \((\d+):(\d+)\)$/.exec(thrown);
    if (inside && draft.place.line === undefined) {
      const at = place(draft.place.file, inside[2], inside[3], 0);
      return { ...draft, message: withoutName(inside[1] ?? ""), place: at, isSure: true };
    }
    return { ...draft, message: withoutName(thrown), isSure: true };
  },

  signal(line) {
    const version = /^\s*▲ Next\.js (\d\S*)/.exec(line)?.[1];
    if (version) return { type: "version", of: `next ${version}` };
    const answer = /^\s*(?:GET|HEAD|POST|PUT|PATCH|DELETE) (\S+) (\d{3}) in \d/.exec(line);
    if (answer?.[1]) return { type: "answer", path: answer[1], status: Number(answer[2]) };
    if (/^\s*✓ Compiled(?: \S+)? in \d/.test(line)) return { type: "update", tool: "next" };
    if (/^\s*⚠ Found a change in next\.config|Restarting the server/.test(line))
      return { type: "restart" };
    return undefined;
  },
};

/** "Error: " says nothing; "TypeError: " does, and stays. */
const withoutName = (text: string): string =>
  text
    .replace(/^\[(.+)\]$/, "$1")
    .replace(/^Error(?: \[[^\]]*\])?:\s+/, "")
    .replace(/^[x×] /, "")
    .trim();
