import type { SandboxError } from "../../errors";
import {
  framingKind,
  isOfNoProcess,
  openLogStream,
  READING_LOG,
  toSandboxError,
} from "../../platform";
import { anyOf, backoffDelay, delay } from "../../core";
import type { SessionStore } from "../../session";
import type { LogReader } from "./logReader";
import type { IdleTimeout } from "./idleTimeout";
import { acquireSlot } from "./streamSlots";
import { timeSlices } from "./timeSlices";
import type { LogStreamState } from "./types";

/** A connection that lived this long was cut by a limit, not by a fault: the next one may follow. */
const LONG_LIVED_MS = 5_000;
/** After an error; where the server answers and has nothing to say, it is left to sleep. */
const RETRY = { baseMs: 250, capMs: 10_000 };
const NOTHING_NEW = { baseMs: 250, capMs: 60_000 };
/** Where connections bring something and end at once: there is more to read, but no need to rush. */
const ENDS_AT_ONCE = { baseMs: 100, capMs: 2_000 };
const REPLAY_PAUSE_MS = 300;
/** After so many characters what a replay should contain is not in it. */
const SEARCH_LIMIT = 40_000_000;
/** Connections to one log are opened no faster than this, even if each brings something new. */
const FLOOR_MS = 100;
/** How much is parsed before looking at the clock. */
const PIECE = 32_768;

/** What became of the process, asked after its stream has ended. */
export type ProcessOutcome = "alive" | "complete" | "incomplete" | "gone";

/** What a log stream needs to know of its process. */
export interface LogStreamHost {
  readonly store: SessionStore;
  readonly reader: LogReader;
  readonly idle: IdleTimeout;
  pid(): string;
  /** Whether the server prefixes real lines only. */
  newer(): boolean;
  urgent(): boolean;
  /** One question to the server: how is the process? */
  inspect(signal: AbortSignal): Promise<ProcessOutcome>;
  onState(state: LogStreamState, error?: SandboxError): void;
}

/** Reads the log of one run until the process is over, however often the connection ends before. */
export async function followLog(host: LogStreamHost, signal: AbortSignal): Promise<void> {
  let failures = 0;
  /** Connections in a row that were short, whatever they brought. */
  let shortLived = 0;
  /** Whether the process was over before the connection began. */
  let wasOver = false;
  /** How many bytes the last connection brought. */
  let received = 0;
  while (!signal.aborted) {
    const startedAt = performance.now();
    let progress = false;
    let pace = RETRY;
    let askedForMs = 0;
    try {
      const outcome = await connectInTurn(host, signal);
      if (outcome === "turn-over") continue;
      ({ progress } = outcome);
      shortLived = outcome.isShort ? shortLived + 1 : 0;
      pace = NOTHING_NEW;
      const processOutcome = await host.inspect(signal);
      // A finished process replays all it has, so a connection that brought nothing new was the last.
      // One that says as much as the last one was whole, though what was read may not be found in it.
      const isWhole = outcome.caughtUp || outcome.received === received;
      const isLast = wasOver && processOutcome === "incomplete" && isWhole && !outcome.news;
      wasOver = processOutcome === "incomplete";
      ({ received } = outcome);
      if (processOutcome === "complete" || processOutcome === "gone" || isLast) {
        host.reader.finish();
        host.onState("ended");
        return;
      }
      host.onState("waiting");
    } catch (error) {
      if (signal.aborted) return;
      const failure = toSandboxError(error, READING_LOG);
      host.onState("waiting", failure);
      if (!failure.retryable) return;
      askedForMs = failure.retryAfterMs ?? 0;
    }
    failures = progress ? 0 : failures + 1;
    const rush = shortLived > 0 ? backoffDelay(shortLived, ENDS_AT_ONCE) : 0;
    const pause = failures > 0 ? backoffDelay(failures, pace) : rush;
    const floor = FLOOR_MS - (performance.now() - startedAt);
    await pauseFor(Math.max(pause, askedForMs, floor), signal);
  }
}

/** Ends early when it is called off: the loop looks at the signal itself. */
async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  await delay(ms, signal).catch((reason: unknown) => {
    if (!signal.aborted) throw reason;
  });
}

async function connectInTurn(host: LogStreamHost, signal: AbortSignal) {
  const { url } = await host.store.credential({ signal });
  const slot = await acquireSlot({
    url,
    signal,
    use: () => (host.urgent() ? "start" : "reader"),
    extraMs: () => host.reader.count / 1000,
  });
  const both = anyOf(signal, slot.signal);
  try {
    return await connect(host, both.signal);
  } catch (error) {
    if (slot.signal.aborted && !signal.aborted) return "turn-over";
    throw error;
  } finally {
    both.release();
    slot.release();
  }
}

interface Connection {
  /** Whether the next one may follow soon. */
  readonly progress: boolean;
  /** Whether it ended sooner than any limit would cut it. */
  readonly isShort: boolean;
  readonly news: boolean;
  /** Whether it got to where reading stopped before. */
  readonly caughtUp: boolean;
  /** How many bytes it brought. */
  readonly received: number;
}

async function connect(host: LogStreamHost, signal: AbortSignal): Promise<Connection> {
  host.onState("connecting");
  const startedAt = performance.now();
  const stream = await openLogStream(host.store, host.pid(), { signal });
  if (!stream) return { progress: false, isShort: true, news: false, caughtUp: true, received: 0 };
  const before = host.reader.count;
  host.reader.begin(framingKind(stream, host.newer()));
  host.onState("live");
  let caughtUp = false;
  let received = 0;
  try {
    await readAll(stream, host, signal, (bytes) => (received += bytes));
  } catch (error) {
    // A connection that broke off is one that ended: the process is asked what became of it.
    if (signal.aborted) throw error;
  } finally {
    caughtUp = host.reader.hasCaughtUp;
    host.reader.end();
    host.reader.show();
  }
  const news = host.reader.count > before;
  const isShort = performance.now() - startedAt <= LONG_LIVED_MS;
  return {
    isShort,
    news,
    caughtUp,
    received,
    progress: news || !isShort,
  };
}

async function readAll(
  response: Response,
  { reader, idle }: LogStreamHost,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<void> {
  const body = response.body?.getReader();
  if (!body) return;
  const slices = timeSlices();
  let first = true;
  const cancel = () => void body.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  const endWatch = idle.begin(cancel);
  try {
    if (signal.aborted) throw signal.reason;
    for (;;) {
      const { done, value } = await readOrSettle(body, reader);
      idle.received();
      if (signal.aborted) throw signal.reason;
      if (done) return;
      onBytes(value.length);
      if (first && isOfNoProcess(value)) return;
      first = false;
      for (let at = 0; at < value.length; at += PIECE) {
        reader.push(value.subarray(at, at + PIECE));
        await slices.pause();
        if (signal.aborted) throw signal.reason;
      }
      reader.show();
      if ((reader.searched ?? 0) > SEARCH_LIMIT) reader.settle();
    }
  } finally {
    endWatch();
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

/** Reads what comes next; a replay that pauses is over. */
async function readOrSettle(
  body: ReadableStreamDefaultReader<Uint8Array>,
  reader: LogReader,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  if (reader.searched === undefined) return body.read();
  const settle = setTimeout(() => {
    reader.settle();
    reader.show();
  }, REPLAY_PAUSE_MS);
  try {
    return await body.read();
  } finally {
    clearTimeout(settle);
  }
}
