import { withDetails } from "../details";
import { placeOf } from "../places";
import { draftOf, type Recogniser } from "../recogniser";

const HEADER = /^@parcel\/[\w-]+: (.+)$/;
const PLACE = /^\s+(\S+:\d+:\d+)$/;

/** Parcel: a part of it and what it says, then the place with the code. */
export const parcel: Recogniser = {
  tool: "parcel",
  begin(line) {
    const message = HEADER.exec(line)?.[1];
    return message === undefined
      ? undefined
      : draftOf("parcel", "build", message, { isSure: false, stage: "header" });
  },
  follow(draft, line) {
    const at = PLACE.exec(line)?.[1];
    if (at !== undefined && draft.place.file === undefined)
      return { ...draft, place: placeOf(at) ?? {}, isSure: true };
    return draft.isSure ? withDetails(draft, line) : undefined;
  },
};
