/** Longer lines are minified code or data: what an error says stands at the beginning. */
const MAX_LENGTH = 2_000;
/* oxlint-disable-next-line no-control-regex -- control characters are what this is about */
const SEQUENCES =
  /\x1b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[()#][0-9A-Z]|[=>78cDEHMNOZ])/g;
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The line without colours, other escape sequences and what hides or turns text; cut if it is long. */
export function plainLine(text: string): string {
  const cut = text.length > MAX_LENGTH * 2 ? text.slice(0, MAX_LENGTH * 2) : text;
  const plain = cut.replace(SEQUENCES, "").replace(CONTROLS, "").trimEnd();
  return plain.length > MAX_LENGTH ? plain.slice(0, MAX_LENGTH) : plain;
}
