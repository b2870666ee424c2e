import { withDetails, atPlace } from "../details";
import { place } from "../places";
import { draftOf, type Recogniser } from "../recogniser";

const HEADER = /^\s*(?:✘|X|×) \[ERROR\] (.+)$/;
const ONE_LINE = /^\s*(?:> )?(\S.*?\.\w+):(\d+):(\d+): (?:ERROR|error): (.+)$/;
const PLACE = /^\s{4,}(\S.*?):(\d+):(\d+):$/;

/** esbuild, and what runs it, like tsx and tsup. It counts columns from 0. */
export const esbuild: Recogniser = {
  tool: "esbuild",
  begin(line) {
    const header = HEADER.exec(line)?.[1];
    if (header) {
      const message = header.replace(/ \[(?:plugin )?[\w:-]+\]$/, "");
      return draftOf("esbuild", "build", message, { stage: "header" });
    }
    const short = ONE_LINE.exec(line);
    if (!short?.[4]) return undefined;
    return draftOf("esbuild", "build", short[4], { place: place(short[1], short[2], short[3], 0) });
  },
  follow(draft, line) {
    const at = PLACE.exec(line);
    if (at) {
      // A second place belongs to a note.
      if (draft.place.file !== undefined) return { ...draft, stage: "note" };
      return { ...atPlace(draft, place(at[1], at[2], at[3], 0)), stage: "frame" };
    }
    if (draft.stage === "note") return /^\s{4,}\S/.test(line) ? draft : undefined;
    return withDetails(draft, line);
  },
  goOn(draft, line) {
    return line.trim() === "" && draft.stack.length === 0 ? draft : undefined;
  },
  signal(line) {
    if (line.startsWith("[watch] build started")) return { type: "pass-begins", tool: "esbuild" };
    if (line.startsWith("[watch] build finished")) return { type: "pass-ends", tool: "esbuild" };
    return undefined;
  },
};
