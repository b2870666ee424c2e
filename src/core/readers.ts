import { pageTimer } from "./timeLimit";

/**
 * Counts readers: calls `begin` when the first comes, and what `begin` returned a task after the last
 * has left, since StrictMode or a move in the tree leaves and comes back at once. Returns what a
 * reader calls to come, which returns what it calls to leave.
 */
export function countReaders(begin: () => () => void, after = pageTimer): () => () => void {
  let total = 0;
  let end: (() => void) | undefined;
  return () => {
    end ??= begin();
    total++;
    let isInside = true;
    return () => {
      if (isInside) total--;
      isInside = false;
      after(0, () => {
        if (total > 0) return;
        end?.();
        end = undefined;
      });
    };
  };
}
