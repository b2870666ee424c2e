import { withDetails } from "../details";
import { place } from "../places";
import { draftOf, type Draft, type Recogniser } from "../recogniser";

const HEADER = /^ERROR in (\S+)(?:(?: |:)(\d+):(\d+)(?:-\d+(?::\d+)?)?)?(?: .*)?$/;
const LINES =
  /^(?:Module (?:parse|build) failed(?: \(from .+?\))?|Module not found|Field '.+?'|Entry module not found): ?(.*)$/;
const CONFIG =
  /^\[webpack-cli\] (?:Invalid configuration object\. .*|(?:Failed to load|Error: |.*Error: )(.*))$/;
const RESOLVE = /^(?:Error: )?(Can't resolve '.+?') in '.+'$/;

/** webpack and its loaders. It counts columns from 0. */
export const webpack: Recogniser = {
  tool: "webpack",
  begin(line) {
    const entry =
      /^ERROR in (?:Entry )?[Mm]odule not found: (?:Error: )?(Can't resolve '.+?')/.exec(line);
    if (entry?.[1]) return draftOf("webpack", "build", `Module not found: ${entry[1]}`);
    const match = HEADER.exec(line);
    if (match?.[1]) {
      const isFile = /[\\/]|\.\w+$/.test(match[1]);
      const found = isFile ? place(withoutLoaders(match[1]), match[2], match[3], 0) : {};
      return draftOf("webpack", "build", "", { place: found, isSure: false, stage: "header" });
    }
    if (CONFIG.test(line)) {
      const text = line.replace(/^\[webpack-cli\] /, "");
      return draftOf("webpack", "build", text, { place: {}, stage: "config" });
    }
    return undefined;
  },
  follow(draft, line) {
    if (draft.message === "" && /^\w*Error: /.test(line)) return named(draft, line);
    // The place once more; the message is still to come.
    if (draft.message === "" && /^\.\/\S+ \d+:\d+/.test(line)) return draft;
    const said = LINES.exec(line);
    if (said && draft.message === "") {
      const text = (said[1] ?? "").replace(/^Error: /, "");
      const resolved = RESOLVE.exec(text)?.[1];
      if (resolved) return named(draft, `Module not found: ${resolved}`);
      return text === "" ? { ...draft, isSure: true, stage: "loader" } : named(draft, text);
    }
    if (/^>?\s*\|? ?/.test(line) && /^(?:\||>)\s/.test(line) && draft.stage === "said") {
      return draft.frame.length < 24 ? { ...draft, frame: [...draft.frame, line] } : draft;
    }
    return withDetails(draft, line);
  },
  goOn(draft, line) {
    if (line.trim() === "") return draft;
    const text = line.trim();
    if (draft.message === "" && !text.startsWith("@ "))
      return named(draft, text.replace(/^\w*Error: /, ""));
    if (draft.stage === "config") {
      if (draft.message.length > 600 || /^\s*at /.test(line)) return draft;
      return /^\s*-|^\s{3}/.test(line)
        ? { ...draft, message: `${draft.message}\n${text}` }
        : undefined;
    }
    return /^(?: @ |@ |You may need|Error: |file: |File was processed| \* )/.test(line)
      ? draft
      : undefined;
  },
  signal(line) {
    const compiled = /^(?:webpack (\d\S*) )?[Cc]ompiled (?:successfully|with \d+)/.test(line);
    if (compiled) return { type: "pass-ends", tool: "webpack" };
    return undefined;
  },
};

/** The message, and the place that a parser puts into it. */
function named(draft: Draft, text: string): Draft {
  const inside = /^(?:SyntaxError: )?(?:(\/.+?): )?(.+?)\s*\((\d+):(\d+)\)$/.exec(text);
  const isKnown = draft.place.line !== undefined;
  if (!inside) return { ...draft, message: text, isSure: true, stage: "said" };
  const found = place(inside[1] ?? draft.place.file, inside[3], inside[4], 0);
  return {
    ...draft,
    message: inside[2] ?? "",
    place: isKnown ? draft.place : { ...found, file: draft.place.file ?? found.file },
    isSure: true,
    stage: "said",
  };
}

const withoutLoaders = (request: string) => request.slice(request.lastIndexOf("!") + 1);
