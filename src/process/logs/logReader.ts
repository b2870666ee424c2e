import {
  createFraming,
  withoutServerNotes,
  type Framing,
  type FramingKind,
  type LogSink,
  type OutputStream,
} from "../../platform";
import { LineAssembler } from "./lineAssembler";
import type { LogBuffer } from "./logBuffer";
import { countOf, indexAfter } from "./lineEnds";
import { ResumePoint } from "./resumePoint";

/** More than is parsed at a time. */
const FAR = 100_000;
/** How much of the end of a stream has to agree with what the server has. */
const PROOF = 1024;
/** Turns the connections to one log, each a replay of everything, into one log without repetition. */
export class LogReader implements LogSink {
  readonly assembler: LineAssembler;
  readonly #together = new ResumePoint();
  readonly #apart = { stdout: new ResumePoint(), stderr: new ResumePoint() };
  #framing: Framing | undefined;
  /** What the last connection ended with, which looked like the beginning of a mark. */
  #unread: Framing["held"] | undefined;
  #kind: FramingKind = "records";
  #restarts = 0;
  /** How much of what an older server replays was printed by earlier processes of that name. */
  #earlier = 0;
  /** How far into that log a connection has read that had caught up. */
  #readTo = 0;
  /** How much of this connection has come by, and how much of that is to be passed over. */
  #position = 0;
  #toPass = 0;
  /** Which segment of the replay this is: after each restart the older servers begin a new one. */
  #segment = 1;
  /** How many restarts this segment has reported. */
  #restartsReported = 0;
  readonly #mayRepeat: Record<OutputStream, boolean> = { stdout: false, stderr: false };
  readonly #onRestart: (count: number) => void;

  constructor(buffer: LogBuffer, onRestart: (count: number) => void) {
    this.#onRestart = onRestart;
    this.assembler = new LineAssembler(buffer);
  }

  /** A connection begins. */
  begin(kind: FramingKind): void {
    this.#kind = kind;
    this.#unread = undefined;
    for (const point of this.#points()) point.begin();
    this.#position = 0;
    this.#toPass = this.#earlier;
    this.#segment = 1;
    this.#restartsReported = 0;
    this.#mayRepeat.stdout = this.#mayRepeat.stderr = false;
    this.#framing = createFraming(kind, this);
  }

  push(bytes: Uint8Array): void {
    this.#framing?.push(bytes);
  }

  /** The connection is over, whatever the reason. */
  end(): void {
    if (this.#framing?.mayBeReplay) this.unconfirmedNewline();
    this.#unread = this.#heldAndNew();
    this.#framing = undefined;
    this.settle();
  }

  /** The process is over and everything has been read. */
  finish(): void {
    for (const point of this.#points()) point.finish();
    if (this.#unread) this.assembler.push(this.#unread.stream, this.#unread.text);
    this.#unread = undefined;
    this.assembler.finishAll();
  }

  /** Shows unfinished lines too. */
  show(): void {
    this.assembler.showUnfinished(this.#heldAndNew());
  }

  /** Nothing came for a while, so the replay is over: what was looked for in it is not there. */
  settle(): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const point = this.#pointOf(stream);
      if (point.searched === undefined) continue;
      this.assembler.notice("gap", GAP);
      this.#pass(stream, point.giveUp(stream));
    }
  }

  /** Whether this connection has come to where reading stopped before. */
  get hasCaughtUp(): boolean {
    return !this.#passing();
  }

  /** How much has been looked through in vain for the place where reading stopped. */
  get searched(): number | undefined {
    const found = this.#points().map((point) => point.searched ?? -1);
    const most = Math.max(...found);
    return most < 0 ? undefined : most;
  }

  /** How many characters have been read. */
  get count(): number {
    return this.#apart.stdout.count + this.#apart.stderr.count;
  }

  /** The process was started anew; a server that keeps a log for each run begins another one. */
  newRun(): void {
    // Not the place of this connection: it may be in the middle of its replay, or before it.
    const earlier = this.#kind === "spliced" ? this.#readTo : 0;
    this.assembler.finishAll();
    this.forget();
    this.#earlier = this.#readTo = earlier;
    this.#restarts = 0;
  }

  /** What comes next has nothing to do with what was read. */
  forget(): void {
    this.#earlier = this.#readTo = 0;
    for (const point of [this.#together, this.#apart.stdout, this.#apart.stderr]) point.reset();
  }

  /** Whether everything has been read of a process that is over, given the ends of its output. */
  hasAll(ends: Partial<Record<OutputStream, string | undefined>>): boolean {
    return (["stdout", "stderr"] as const).every((stream) => {
      if (this.#apart[stream].hasUnconfirmed) return false;
      const end = ends[stream];
      if (end === undefined) return false;
      const proof = withoutServerNotes(end)
        .replace(/[\r\n]+/g, "")
        .slice(-PROOF);
      return this.#apart[stream].tail.endsWith(proof);
    });
  }

  text(stream: OutputStream, text: string): void {
    const point = this.#pointOf(stream);
    if (this.#kind !== "spliced") {
      this.#pass(stream, point.take(stream, text));
      return;
    }
    const own = this.#withoutEarlier(text);
    if (own === "") return;
    if (this.#mayRepeat[stream] && point.mayBegin(own)) {
      this.#mayRepeat[stream] = false;
      point.begin();
    }
    this.#pass(stream, point.take(stream, own));
    if (!this.#passing()) this.#readTo = this.#position;
  }

  get isFarBehind(): boolean {
    const { stdout, stderr } = this.#apart;
    return Math.max(this.#toPass, stdout.behind, stderr.behind) > FAR;
  }

  unconfirmedNewline(): void {
    const last = this.assembler.lastLine;
    if (!last || this.#toPass > 0) return;
    const point = this.#apart[last.stream];
    if (!point.passing) point.addUnconfirmed(last.stream, () => this.assembler.join(last));
  }

  restart(count: number): void {
    if (this.#toPass > 0) return;
    if (this.#kind === "spliced") {
      if (!this.#apart.stdout.passing) this.assembler.dropBlankLine();
      this.#follow(count);
    }
    if (count <= this.#restarts || (this.#kind !== "spliced" && this.#passing())) return;
    this.#restarts = count;
    this.assembler.notice("restart", `Failed. The server starts it again (${count}).`);
    this.#onRestart(count);
  }

  /**
   * The older servers log all that the process printed again after each restart, so that a log is a
   * number of segments: the first reports one restart, the second two. One that is reported out of
   * order was sent to connected readers only.
   */
  #follow(count: number): void {
    if (count !== this.#restartsReported + 1) return;
    this.#restartsReported = count;
    if (count < this.#segment) return;
    this.#segment++;
    this.#restartsReported = 0;
    this.#mayRepeat.stdout = this.#mayRepeat.stderr = true;
  }

  signal(kind: "stopping" | "killing"): void {
    this.assembler.notice(
      kind,
      kind === "stopping" ? "Asked to end (SIGTERM)." : "Killed (SIGKILL).",
    );
  }

  gap(): void {
    const points = this.#points();
    const known = points.some((point) => point.count > 0);
    if (!known || !this.#passing()) this.assembler.notice("gap", GAP);
    for (const point of points) point.gap();
  }

  #pass(stream: OutputStream, text: string): void {
    if (text === "") return;
    if (this.#kind === "lines") this.#apart[stream].advance(stream, text);
    else this.#together.advance(stream, text);
    this.assembler.push(stream, text);
  }

  /** What is held back, without what was read before: a cut may have been in the midst of it. */
  #heldAndNew(): Framing["held"] | undefined {
    if (!this.#framing) return undefined;
    const { stream, text } = this.#framing.held;
    return { stream, text: this.#pointOf(stream).newIn(stream, textBehind(text, this.#toPass)) };
  }

  /** Leaves out what earlier processes of the same name printed. */
  #withoutEarlier(text: string): string {
    const own = textBehind(text, this.#toPass);
    const count = countOf(text);
    this.#position += count;
    this.#toPass = Math.max(0, this.#toPass - count);
    return own;
  }

  #pointOf(stream: OutputStream): ResumePoint {
    return this.#kind === "lines" ? this.#together : this.#apart[stream];
  }

  #points(): readonly ResumePoint[] {
    return this.#kind === "lines" ? [this.#together] : [this.#apart.stdout, this.#apart.stderr];
  }

  #passing(): boolean {
    return this.#points().some((point) => point.passing);
  }
}

/** What stands behind so many characters, with no line end that belongs to them. */
function textBehind(text: string, count: number): string {
  return count === 0 ? text : text.slice(indexAfter(text, count)).replace(/^[\r\n]+/, "");
}

const GAP = "Output is missing here: the server no longer has it.";
