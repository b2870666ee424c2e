import { withDetails } from "../details";
import { place } from "../places";
import { draftOf, type Recogniser } from "../recogniser";

const HEADER =
  /^\s*\[!\] (?:\(plugin [\w:-]+\) )?(?:\w*Error: )?(?:(\S+\.\w+) \((\d+):(\d+)\): )?(.+)$/;
const PLACE = /^(\S+\.\w+) \((\d+):(\d+)\)$/;

/** Rollup's command line, and what builds with it. It counts columns from 0. */
export const rollup: Recogniser = {
  tool: "rollup",
  begin(line) {
    const match = HEADER.exec(line);
    if (!match?.[4]) return undefined;
    const found = match[1] === undefined ? {} : place(match[1], match[2], match[3], 0);
    return draftOf("rollup", "build", match[4], { place: found, stage: "frame" });
  },
  follow(draft, line) {
    const at = PLACE.exec(line);
    if (at) {
      const isKnown = draft.place.line !== undefined;
      return isKnown ? draft : { ...draft, place: place(at[1], at[2], at[3], 0) };
    }
    if (draft.stage === "frame" && (/^\d+: /.test(line) || /^\s+\^+$/.test(line)))
      return { ...draft, frame: [...draft.frame, line] };
    // The stack is that of the bundler.
    return withDetails(draft, line) && draft;
  },
};
