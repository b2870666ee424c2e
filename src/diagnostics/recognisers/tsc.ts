import { place } from "../places";
import { draftOf, type Draft, type Recogniser } from "../recogniser";

const PLAIN = /^\s*(\S.*?)\((\d+),(\d+)\): error (TS\d+): (.+)$/;
const PRETTY = /^\s*(\S.*?):(\d+):(\d+) - error (TS\d+): (.+)$/;
const NO_PLACE = /^\s*error (TS\d+): (.+)$/;
const LOADER = /^(?:\[tsl\] )?ERROR in (\S.*?)\((\d+),(\d+)\)$/;
const CHECKER = /^\s*(?:ERROR|error)\((?:TypeScript|ESLint|Biome|Stylelint|vue-tsc)\)\s+(.+)$/;

/** The TypeScript compiler, ts-node, ts-loader and checkers in other tools. */
export const tsc: Recogniser = {
  tool: "tsc",
  begin(line) {
    const match = PLAIN.exec(line) ?? PRETTY.exec(line);
    if (match) {
      const found = place(match[1], match[2], match[3]);
      return draftOf("tsc", "build", `${match[4]}: ${match[5]}`, { place: found, stage: "header" });
    }
    const bare = NO_PLACE.exec(line);
    if (bare) return draftOf("tsc", "build", `${bare[1]}: ${bare[2]}`, { stage: "header" });
    const loader = LOADER.exec(line);
    if (loader) {
      const found = place(loader[1], loader[2], loader[3]);
      return draftOf("tsc", "build", "", { place: found, isSure: false, stage: "loader" });
    }
    const checked = CHECKER.exec(line)?.[1];
    if (checked) return draftOf("tsc", "build", checked, { isSure: false, stage: "checker" });
    return undefined;
  },
  follow(draft, line) {
    if (draft.stage === "loader" && draft.message === "") {
      const text = /^\s+(TS\d+: .+)$/.exec(line)?.[1];
      return text ? { ...draft, message: text, isSure: true, stage: "header" } : undefined;
    }
    if (draft.stage === "checker") {
      const file = /^\s*FILE\s+(.+?):(\d+):(\d+)$/.exec(line);
      if (file) return { ...draft, place: place(file[1], file[2], file[3]), isSure: true };
      return undefined;
    }
    if (/^\d+\s/.test(line)) return withCode(draft, line.replace(/^(\d+)/, "$1 |"));
    if (draft.frame.length > 0 && /^\s*~+\s*$/.test(line)) return withMark(draft, line);
    return undefined;
  },
  goOn(draft, line) {
    if (line.trim() === "") return draft;
    // Why one type does not fit another, in steps.
    const isStep = draft.frame.length === 0 && /^ {2,}\S/.test(line) && !/^\s+at /.test(line);
    if (!isStep || draft.message.split("\n").length > 8)
      return draft.frame.length > 0 && /^ {2,}\S/.test(line) ? draft : undefined;
    return { ...draft, message: `${draft.message}\n${line.trimEnd()}` };
  },
  signal(line) {
    if (
      /(?:Starting compilation in watch mode|File change detected\. Starting incremental compilation)\.\.\.$/.test(
        line,
      )
    ) {
      return { type: "pass-begins", tool: "tsc" };
    }
    if (/Found \d+ errors?\. Watching for file changes\.$/.test(line))
      return { type: "pass-ends", tool: "tsc" };
    return undefined;
  },
};

const withCode = (draft: Draft, line: string): Draft =>
  draft.frame.length < 24 ? { ...draft, frame: [...draft.frame, line] } : draft;

const withMark = (draft: Draft, line: string): Draft =>
  withCode(
    draft,
    line.replace(/^(\s*)(?=~)/, (space) =>
      `${space.slice(2)}  | `.slice(-Math.max(space.length, 4)),
    ),
  );
