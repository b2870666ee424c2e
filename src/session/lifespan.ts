import type { SessionEnvironment } from "./environment";

interface Stages {
  /** The first reader has come. Returns what to do when the last one has gone. */
  start: () => () => void;
  /** Nobody wants it any more. */
  end: () => void;
}

/** Who keeps something going (readers), and who only wants it to be remembered (keepers). */
export interface Lifespan {
  /** Whether there are readers, or were a moment ago. */
  isRunning: () => boolean;
  /** Keeps it going until the function that it returns is called. */
  use: () => () => void;
  /** Keeps it from being forgotten until the function that it returns is called. */
  keep: () => () => void;
}

export function createLifespan({ after }: SessionEnvironment, { start, end }: Stages): Lifespan {
  let stop: (() => void) | undefined;
  const count = (atNone: () => void, atFirst?: () => void) => {
    let total = 0;
    return () => {
      total++;
      atFirst?.();
      let counted = true;
      return () => {
        if (!counted) return;
        counted = false;
        total--;
        // A task later: what comes back at once (StrictMode, a move in the tree) must not end it.
        after(0, () => {
          if (total === 0) atNone();
        });
      };
    };
  };
  const keep = count(end);
  const read = count(
    () => {
      stop?.();
      stop = undefined;
    },
    () => {
      stop ??= start();
    },
  );
  return {
    isRunning: () => stop !== undefined,
    keep,
    use: () => {
      const letGo = keep();
      const stopReading = read();
      return () => {
        stopReading();
        letGo();
      };
    },
  };
}
