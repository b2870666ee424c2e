import { stampOf } from "./logClock";
import { plainLine } from "./plainLine";
import { isOfTest } from "./places";
import type { Draft, Recogniser, Signal } from "./recogniser";
import { recognisers } from "./recognisers";

/** As much of a log line as the reader needs. */
export interface ReadLine {
  readonly number: number;
  readonly text: string;
  readonly stream: string;
  readonly continues?: true | undefined;
  readonly notice?: string | undefined;
}

/** A draft with the lines that it stands in. */
export interface Finding extends Draft {
  /** The number of its first line, which tells it from all others of the log. */
  readonly from: number;
  /** The number of its last line so far. */
  readonly to: number;
}

/** A signal with the line that gave it. */
export interface SignalAt {
  readonly at: number;
  readonly signal: Signal;
}

/** What a reader calls back with. A finding comes again, under the same number, as it grows. */
export interface ReaderEvents {
  onFinding(finding: Finding): void;
  /** It was none after all: a later line of its stack is one of a test. */
  onLoss(from: number): void;
  onSignal(signal: SignalAt): void;
}

interface Open {
  readonly recogniser: Recogniser;
  draft: Draft;
  readonly from: number;
  /** How many lines in a row belonged to something else. */
  strange: number;
  isTold: boolean;
}

interface Lane {
  readonly open: Open[];
  continues: boolean;
}

/** Two programs may print on one stream: their lines may stand between those of an error. */
const MAX_STRANGE = 12;
const MAX_OPEN = 4;
const MAX_LANES = 16;

/**
 * Lines without any of this begin no error and signal nothing. Nearly all lines of a log are of that
 * kind, so that they cost one search.
 */
const INTEREST =
  /rror|ERR|xcept|ceback|ailed|HTTP\/|tart| in |\.js |ite\] |⨯|✘|ot found|fault|, line /;
const ENDS_WITH_LINE = /:\d+$/;
const BEGINS_COLOURED = /^(?:\x1b\[[\d;]*m)+[[>]/;

/** Asked of every line: the looks at its first and last character are far cheaper than expressions. */
function isOfInterest(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === 0x5b || first === 0x3e || first === 0x40) return true;
  const last = text.charCodeAt(text.length - 1);
  if (last >= 0x30 && last <= 0x39 && ENDS_WITH_LINE.test(text)) return true;
  return INTEREST.test(text) || (first === 0x1b && BEGINS_COLOURED.test(text));
}

/** `[web] `, `web  | `, `app:dev: `: what runs several programs on one stream puts before a line. */
const PREFIX = /^(?:\[([\w@./-]{1,40})\]|([\w@./-]{1,40}?)(?: *\||:[\w-]+:)) ?/;
/** What tools themselves put there. */
const OF_TOOLS =
  /^(?:vite|browser|webpack.*|tsl|next|nodemon|tsx|watch|eslint|postcss|Server|[A-Z_]+|.*Error|\d+)$/;

/**
 * Reads complete lines in their order and says which errors they tell of. Streams, and programs on one
 * stream that are told apart by a prefix, are read apart. It knows no time, so that the same lines
 * always come to the same findings.
 */
export class ErrorReader {
  readonly #stdout: Lane = { open: [], continues: false };
  readonly #stderr: Lane = { open: [], continues: false };
  readonly #lanes = new Map<string, Lane>();
  readonly #events: ReaderEvents;
  #openCount = 0;

  constructor(events: ReaderEvents) {
    this.#events = events;
  }

  read(line: ReadLine): void {
    if (line.stream === "system") {
      this.#readNotice(line);
      return;
    }
    const stream = line.stream === "stdout" ? this.#stdout : this.#stderr;
    const isRest = stream.continues;
    stream.continues = line.continues === true;
    if (isRest || (this.#openCount === 0 && !isOfInterest(line.text))) return;
    const text = plainLine(line.text);
    const stamp = stampOf(text);
    if (stamp !== undefined)
      this.#events.onSignal({ at: line.number, signal: { type: "time", stamp } });
    if (this.#readIn(stream, text, line.number)) return;
    const prefix = PREFIX.exec(text);
    const name = prefix?.[1] ?? prefix?.[2];
    if (!prefix || name === undefined || OF_TOOLS.test(name)) return;
    const lane = this.#lane(`${line.stream} ${name}`);
    this.#readIn(lane, text.slice(prefix[0].length), line.number);
  }

  /** Nothing that comes now goes on with what came before. */
  closeAll(): void {
    for (const lane of [this.#stdout, this.#stderr, ...this.#lanes.values()]) lane.open.length = 0;
    this.#openCount = 0;
  }

  #readNotice({ number, notice }: ReadLine): void {
    this.closeAll();
    if (notice === "restart") this.#events.onSignal({ at: number, signal: { type: "restart" } });
  }

  #lane(name: string): Lane {
    let lane = this.#lanes.get(name);
    if (!lane) {
      if (this.#lanes.size >= MAX_LANES) {
        this.closeAll();
        this.#lanes.clear();
      }
      lane = { open: [], continues: false };
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  /** Whether the line says something here. */
  #readIn(lane: Lane, text: string, number: number): boolean {
    for (let at = lane.open.length - 1; at >= 0; at--) {
      const open = lane.open[at];
      const next = open?.recogniser.follow?.(open.draft, text);
      if (open && next) return this.#grow(open, next, number);
    }
    const isBegun = this.#begin(lane, text, number);
    const isSignal = this.#signal(text, number);
    if (isBegun || isSignal) return true;
    const last = lane.open.at(-1);
    const next = last && last.strange === 0 && last.recogniser.goOn?.(last.draft, text);
    if (last && next) return this.#grow(last, next, number);
    this.#passOver(lane);
    return false;
  }

  #begin(lane: Lane, text: string, number: number): boolean {
    for (const recogniser of recognisers) {
      const draft = recogniser.begin?.(text);
      if (!draft) continue;
      const open: Open = { recogniser, draft, from: number, strange: 0, isTold: false };
      lane.open.push(open);
      this.#openCount++;
      if (lane.open.length > MAX_OPEN) this.#close(lane, 0);
      this.#tell(open, number);
      return true;
    }
    return false;
  }

  #signal(text: string, number: number): boolean {
    for (const recogniser of recognisers) {
      const signal = recogniser.signal?.(text);
      if (!signal) continue;
      this.#events.onSignal({ at: number, signal });
      return true;
    }
    return false;
  }

  #grow(open: Open, draft: Draft, number: number): true {
    open.strange = 0;
    if (draft === open.draft) return true;
    open.draft = draft;
    this.#tell(open, number);
    return true;
  }

  #tell(open: Open, to: number): void {
    const { draft, from } = open;
    const isOne = draft.isSure && draft.message !== "" && !isPrintedByTest(draft);
    if (isOne) this.#events.onFinding({ ...draft, from, to });
    else if (open.isTold) this.#events.onLoss(from);
    open.isTold = isOne;
  }

  #passOver(lane: Lane): void {
    for (let at = lane.open.length - 1; at >= 0; at--) {
      const open = lane.open[at];
      if (open && ++open.strange > MAX_STRANGE) this.#close(lane, at);
    }
  }

  #close(lane: Lane, at: number): void {
    lane.open.splice(at, 1);
    this.#openCount--;
  }
}

const isPrintedByTest = ({ place: { file }, stack }: Draft) =>
  (file !== undefined && isOfTest(file)) || stack.some(isOfTest);
