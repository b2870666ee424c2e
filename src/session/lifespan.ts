import { countReaders } from "../core";
import type { SessionEnvironment } from "./environment";

/** Begins, and returns what to do at the end. */
type Stage = () => () => void;

/** Who keeps something going (readers), and who only wants it to be remembered (holders). */
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
