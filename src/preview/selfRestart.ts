import type { LogLine, ProcessStore } from "../process";

/** Vite says so when it has started itself anew within its process, as after a change of its configuration. */
const RESTARTED = /vite.*server restarted/i;
const NAMES_VITE = /\bvite\b/i;
/** So much of the log is read at once: it is enough for any burst of a dev server. */
const LINES = 200;
/**
 * A log that is opened begins with what was printed before, and no server says where that ends: neither
 * framing of the stream marks it, an answer about the process has no time of its last line, and a line of
 * Vite's has a time of day in the sandbox's own zone and words. Only the whole log, asked for before each
 * opening, would tell (up to 4 MiB). So long after its first line, what comes is new. A restart that
 * comes sooner is missed: one within half a second of a visit to a server that runs already.
 */
const REPLAY_MS = 500;
/** A server whose log says nothing for so long is not Vite. */
export const SILENCE_MS = 5_000;

/** Looks in a log for a dev server that starts itself anew. */
export interface SelfRestarts {
  /** Whether it is worth reading on: not if it is known to be no server that does so. */
  readonly mayCome: boolean;
  /** Reads what is new; says whether the server has started itself anew just now. */
  read(now: number): boolean;
}

/** `now`: when the log was opened, in milliseconds on the clock of `read`. */
export function watchSelfRestarts(
  process: Pick<ProcessStore, "recentLines">,
  now: number,
): SelfRestarts {
  let heardAt: number | undefined;
  let last = 0;
  let isVite: boolean | undefined;
  const newLines = (): readonly LogLine[] => {
    const lines = process.recentLines(LINES);
    const newest = lines.at(-1)?.number ?? 0;
    // Another log, which counts from 1 again.
    if (newest < last) last = 0;
    const news = lines.filter(({ number }) => number > last);
    // What is not finished is read again when it is.
    last = news.findLast(({ unfinished }) => !unfinished)?.number ?? last;
    return news;
  };
  const hear = (at: number): readonly LogLine[] => {
    const news = newLines();
    if (news.length > 0) heardAt ??= at;
    if (news.some(({ text }) => NAMES_VITE.test(text))) isVite = true;
    return news;
  };
  // What is here already is old, even if the next line comes much later.
  hear(now);
  return {
    get mayCome() {
      return isVite ?? true;
    },
    read(at) {
      const news = hear(at);
      if (!isVite && at - (heardAt ?? now) >= (heardAt === undefined ? SILENCE_MS : REPLAY_MS))
        isVite = false;
      const isReplay = heardAt === undefined || at - heardAt < REPLAY_MS;
      return !isReplay && news.some(({ text, unfinished }) => !unfinished && RESTARTED.test(text));
    },
  };
}
