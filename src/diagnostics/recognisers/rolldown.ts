import { withDetails } from "../details";
import { draftOf, type Recogniser } from "../recogniser";

const HEADER =
  /^\s*(?:Error: )?\[([A-Z][A-Z_]{3,40}|builtin:[\w-]+|plugin [\w:-]+)\] (?:Error: )?(.+)$/;

/** Rolldown, oxc and what builds with them: a code in brackets, then a box with the place. */
export const rolldown: Recogniser = {
  tool: "rolldown",
  begin(line) {
    const match = HEADER.exec(line);
    if (!match?.[2]) return undefined;
    return draftOf("rolldown", "build", match[2], { isSure: false, stage: "header" });
  },
  follow(draft, line) {
    if (draft.stage === "frame" && /^\s*[│|]\s*(?:Help|Note): /.test(line)) return draft;
    if (draft.stage === "frame" && /^\s*[│|] +- /.test(line)) return draft;
    const next = withDetails(draft, line);
    if (!next) return undefined;
    // The stack is that of the bundler.
    if (next.stage === "stack") return draft.isSure ? draft : undefined;
    return { ...next, isSure: next.place.file !== undefined };
  },
};
