/** Text without any of the characters below is most of it, and is told apart quickly. */
const MAY_HIDE = /[^\0-\xac\xae-\u02ff]/;
/**
 * First what is meant to be invisible: the joiners of emoji, a variation selector of what it varies,
 * joiners within words of scripts that need them. Then marks that pile up on one character, and what
 * no browser draws: direction overrides and isolates, zero-width characters, tags, line separators.
 */
const HIDDEN =
  /(\p{ExtPict}[\ufe0f\p{EMod}]?(?:\u200d\p{ExtPict}[\ufe0f\p{EMod}]?)+|[^\s\p{DI}\p{M}][\ufe00-\ufe0f]|\p{Ideo}[\u{e0100}-\u{e01ef}]|[\u0600-\u1cff][\u200c\u200d](?=\p{L}))|[\p{Mn}\p{Me}]{5,}|[\p{DI}\u2028\u2029\ufff9-\ufffb]/gu;
const NOT_DRAWN = /\p{DI}/u;
/** As many marks on one character have a use. */
const MARKS = 4;

const nameOf = (character: string) =>
  `<U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}>`;

/** The text in pieces, by turns what can be seen and, by their names, characters that cannot. */
export function withHiddenNamed(text: string): readonly string[] {
  if (!MAY_HIDE.test(text)) return [text];
  const pieces: string[] = [];
  let from = 0;
  let seen = "";
  for (const match of text.matchAll(HIDDEN)) {
    const [run, harmless] = match;
    if (harmless) continue;
    const characters = Array.from(run);
    const isPile = characters.length > 1;
    seen += text.slice(from, match.index);
    from = match.index + run.length;
    characters.forEach((character, at) => {
      if (isPile && at < MARKS && !NOT_DRAWN.test(character)) {
        seen += character;
        return;
      }
      // Several in a row are one piece.
      if (seen === "" && pieces.length > 0) pieces[pieces.length - 1] += nameOf(character);
      else pieces.push(seen, nameOf(character));
      seen = "";
    });
  }
  return [...pieces, seen + text.slice(from)];
}
