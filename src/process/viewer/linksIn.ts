/** A part of a text that is the address of a page. */
export interface Link {
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly href: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\\^{|}\ufffd]+/gi;
/** What follows an address in a sentence. */
const AFTER = /[.,:;!?*\]]+$/;

/** The addresses in a text: those of `http` and `https` only, since it may be of any origin. */
export function linksIn(text: string): readonly Link[] {
  if (!text.includes("://")) return [];
  return [...text.matchAll(ADDRESS)].flatMap(({ 0: match, index }) => {
    // A bracket belongs to the address only if it was opened there.
    const isOpened = match.includes("(");
    const href = (isOpened ? match : match.replace(/\).*$/, "")).replace(AFTER, "");
    return URL.canParse(href) ? { from: index, to: index + href.length, href } : [];
  });
}
