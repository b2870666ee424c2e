import { withCall } from "../details";
import { place } from "../places";
import { draftOf, type Recogniser } from "../recogniser";

/** Bun, where it says "error: ": parsing and resolving. What is thrown it prints as Node does. */
export const bun: Recogniser = {
  tool: "bun",
  begin(line) {
    const message = /^error: (\S.*)$/.exec(line)?.[1];
    if (message === undefined) return undefined;
    const importer = /^Cannot find (?:module|package) '.+' from '(\/.+)'$/.exec(message)?.[1];
    if (importer === undefined)
      return draftOf("bun", "process", message, { isSure: false, stage: "message" });
    return draftOf("bun", "process", message, { place: place(importer), stage: "message" });
  },
  follow(draft, line) {
    if (draft.stage !== "message" || !/^ {4}at \/\S+:\d+:\d+$/.test(line)) return undefined;
    return { ...withCall(draft, line), stage: "end" };
  },
  signal(line) {
    const version = /^Bun v(\d\S*) \(.+\)$/.exec(line)?.[1];
    return version ? { type: "version", of: `bun ${version}` } : undefined;
  },
};
