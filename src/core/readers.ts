import { pageTimer } from "./timeLimit";

/**
 * Counts readers: calls `begin` when the first comes, and what `begin` returned a task after the last
 * has left, since StrictMode or a move in the tree leaves and comes back at once. Returns what a
 * reader calls to come, which returns what it calls to leave.
 */
export function countReaders(begin: () => () => void, after = pageTimer): () => () => void {
  let total = 0;
  let end: (() => void) | undefined;
  let cancel = () => {};
  return () => {
    end ??= begin();
    total++;
    let isInside = true;
    return () => {
      if (isInside) total--;
      isInside = false;
      // The last to leave counts: of two stages that it leaves, the one that it left first ends first.
      cancel();
      cancel = after(0, () => {
        if (total > 0) return;
        end?.();
        end = undefined;
      });
    };
  };
}

/** Begins, and returns what to do at the end. */
type Stage = () => () => void;

/** Readers keep something going, holders only keep it from being forgotten. */
interface Lifespan {
  /** Keeps it going until the function that it returns is called. */
  use: () => () => void;
  /** Keeps it from being forgotten until the function that it returns is called. */
  keep: () => () => void;
}

/** `kept` begins with the first holder, `running` with the first reader; both end with the last. */
export function createLifespan(after: typeof pageTimer, kept: Stage, running: Stage): Lifespan {
  const keep = countReaders(kept, after);
  const read = countReaders(running, after);
  return {
    keep,
    use() {
      const letGo = keep();
      const leave = read();
      return () => {
        leave();
        letGo();
      };
    },
  };
}
