// The numbers of fzf's algorithm, which the real server ranks by. It uses fzf without setting up the
// tables for word boundaries, so those count for nothing.
const MATCH = 16;
const GAP_START = -3;
const GAP_EXTENSION = -1;
const CONSECUTIVE = 4;

/** Longer paths are not compared. */
const MAX_COMPARED = 4096;

/**
 * How well a path matches a pattern whose characters it must hold in that order, not necessarily
 * side by side; `undefined` if it does not. Capitals of the path count as small letters, those of
 * the pattern do not.
 */
export function fuzzyScore(path: string, pattern: string): number | undefined {
  const letters = Array.from(path, (letter) => letter.toLowerCase());
  const wanted = Array.from(pattern);
  if (letters.length > MAX_COMPARED || !isSubsequence(letters, wanted)) return undefined;

  // Row by row of the pattern: the best score that ends at each letter, and how long the run of
  // neighbouring matches is that ends there.
  let scores: number[] = [];
  let runs: number[] = [];
  for (const [row, character] of wanted.entries()) {
    const nextScores: number[] = [];
    const nextRuns: number[] = [];
    let inGap = false;
    for (const [column, letter] of letters.entries()) {
      const skipped: number = (nextScores[column - 1] ?? 0) + (inGap ? GAP_EXTENSION : GAP_START);
      const before = scores[column - 1] ?? 0;
      let matched = 0;
      let run = 0;
      if (letter === character && row === 0) {
        matched = MATCH;
        run = 1;
      } else if (letter === character && before > 0) {
        run = (runs[column - 1] ?? 0) + 1;
        matched = before + MATCH + (run > 1 ? CONSECUTIVE : 0);
        if (matched < skipped) {
          matched = before + MATCH;
          run = 0;
        }
      }
      inGap = matched < skipped;
      nextRuns.push(run);
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
