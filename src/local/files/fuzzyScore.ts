// The scores of fzf's algorithm, which the real server ranks paths by.
const MATCH = 16;
const GAP_START = -3;
const GAP_EXTENSION = -1;
const BOUNDARY = MATCH / 2;
const NON_WORD = MATCH / 2;
const CAMEL = BOUNDARY + GAP_EXTENSION;
const CONSECUTIVE = -(GAP_START + GAP_EXTENSION);
const FIRST_MULTIPLIER = 2;
const BOUNDARY_WHITE = BOUNDARY + 2;
const BOUNDARY_DELIMITER = BOUNDARY + 1;

type Kind = "white" | "nonWord" | "delimiter" | "lower" | "upper" | "letter" | "number";

/** Texts longer than this are not compared: the comparison takes their length squared. */
const MAX_COMPARED = 4096;

/**
 * How well a path matches a pattern whose characters it must hold in that order, not necessarily
 * side by side; `undefined` if it does not. Capitals of the path count as small letters, those of
 * the pattern do not.
 */
export function fuzzyScore(path: string, pattern: string): number | undefined {
  const letters = Array.from(path);
  const wanted = Array.from(pattern);
  if (wanted.length > letters.length || letters.length > MAX_COMPARED) return undefined;
  const bonuses = bonusesOf(letters);
  const folded = letters.map((letter) => letter.toLowerCase());
  if (!isSubsequence(folded, wanted)) return undefined;

  // Row by row of the pattern: the best score that ends at each letter, and how long the run of
  // neighbouring matches is that ends there.
  let scores: number[] = [];
  let runs: number[] = [];
  for (const [row, character] of wanted.entries()) {
    const nextScores: number[] = [];
    const nextRuns: number[] = [];
    let inGap = false;
    for (const [column, letter] of folded.entries()) {
      const left = nextScores[column - 1] ?? 0;
      const skipped: number = left + (inGap ? GAP_EXTENSION : GAP_START);
      let matched = 0;
      let run = 0;
      if (letter === character) {
        const bonusHere = bonuses[column] ?? 0;
        if (row === 0) {
          matched = MATCH + bonusHere * FIRST_MULTIPLIER;
          run = 1;
        } else if ((scores[column - 1] ?? 0) > 0) {
          let bonus = bonusHere;
          run = (runs[column - 1] ?? 0) + 1;
          if (run > 1) {
            const first = bonuses[column - run + 1] ?? 0;
            if (bonus >= BOUNDARY && bonus > first) run = 1;
            else bonus = Math.max(bonus, CONSECUTIVE, first);
          }
          matched = (scores[column - 1] ?? 0) + MATCH;
          if (matched + bonus < skipped) {
            matched += bonusHere;
            run = 0;
          } else {
            matched += bonus;
          }
        }
      }
      nextRuns.push(run);
      inGap = matched < skipped;
      nextScores.push(Math.max(matched, skipped, 0));
    }
    scores = nextScores;
    runs = nextRuns;
  }
  return scores.reduce((best, score) => Math.max(best, score), 0);
}

function isSubsequence(letters: string[], wanted: string[]): boolean {
  let next = 0;
  for (const letter of letters) if (letter === wanted[next]) next++;
  return next === wanted.length;
}

function bonusesOf(letters: string[]): number[] {
  let previous: Kind = "white";
  return letters.map((letter) => {
    const kind = kindOf(letter);
    const bonus = bonusOf(previous, kind);
    previous = kind;
    return bonus;
  });
}

function bonusOf(previous: Kind, kind: Kind): number {
  const isWord = kind !== "white" && kind !== "nonWord" && kind !== "delimiter";
  if (isWord && previous === "white") return BOUNDARY_WHITE;
  if (isWord && previous === "delimiter") return BOUNDARY_DELIMITER;
  if (isWord && previous === "nonWord") return BOUNDARY;
  if (previous === "lower" && kind === "upper") return CAMEL;
  if (previous !== "number" && kind === "number") return CAMEL;
  if (kind === "nonWord" || kind === "delimiter") return NON_WORD;
  return kind === "white" ? BOUNDARY_WHITE : 0;
}

function kindOf(letter: string): Kind {
  if (/\p{Ll}/u.test(letter)) return "lower";
  if (/\p{Lu}/u.test(letter)) return "upper";
  if (/\p{N}/u.test(letter)) return "number";
  if (/\p{L}/u.test(letter)) return "letter";
  if (/\s/u.test(letter)) return "white";
  return "/,:;|".includes(letter) ? "delimiter" : "nonWord";
}
