import type { SessionEnvironment } from "./environment";

/** Begins, and returns what to do at the end. */
type Stage = () => () => void;

/** Who keeps something going (readers), and who only wants it to be remembered (keepers). */
export interface Lifespan {
  /** Keeps it going until the function that it returns is called. */
  use: () => () => void;
  /** Keeps it from being forgotten until the function that it returns is called. */
  keep: () => () => void;
}

/** `kept` begins with the first who wants it, `running` with the first reader; both end with the last. */
export function createLifespan(
  { after }: SessionEnvironment,
  kept: Stage,
  running: Stage,
): Lifespan {
  const count = (begin: Stage) => {
    let total = 0;
    let end: (() => void) | undefined;
    return () => {
      total++;
      end ??= begin();
      let isInside = true;
      return () => {
        if (isInside) total--;
        isInside = false;
        // A task later: what comes back at once (StrictMode, a move in the tree) must not end it.
        after(0, () => {
          if (total > 0) return;
          end?.();
          end = undefined;
        });
      };
    };
  };
  const keep = count(kept);
  const read = count(running);
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
