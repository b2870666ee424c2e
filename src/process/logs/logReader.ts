import { LineAssembler } from "./lineAssembler";
import type { LogBuffer } from "./logBuffer";
import type { OutputStream } from "./logLine";
import type { Framing, LogSink } from "./logSink";
import { RecordFraming } from "./recordFraming";
import { ResumePoint } from "./resumePoint";
import { TextFraming } from "./textFraming";

/** How a server frames its log stream; `spliced` is the older text, `lines` the newer one. */
export type FramingKind = "records" | "lines" | "spliced";

/** How much of the end of a stream has to agree with what the server has. */
const PROOF = 1024;
/** What the older servers write into the output themselves, and what stands for a lost beginning. */
const SERVER_NOTES =
  /\[Process failed with exit code -?\d+\. Attempting restart [^\]]*\]\n?|^\[\.\.\. truncated, [^\]]*\]\n/g;

/** Turns the connections to one log, each a replay of everything, into one log without repetition. */
export class LogReader implements LogSink {
  readonly assembler: LineAssembler;
  readonly #together = new ResumePoint();
  readonly #apart = { stdout: new ResumePoint(), stderr: new ResumePoint() };
  #framing: Framing | undefined;
  #kind: FramingKind = "records";
  #restarts = 0;
  readonly #mayRepeat: Record<OutputStream, boolean> = { stdout: false, stderr: false };
  readonly #onRestart: (count: number) => void;

  constructor(buffer: LogBuffer, onRestart: (count: number) => void) {
    this.#onRestart = onRestart;
    this.assembler = new LineAssembler(buffer);
  }

  /** A connection begins. */
  begin(kind: FramingKind): void {
    this.#kind = kind;
    for (const point of this.#points()) point.begin();
    this.#framing =
      kind === "records"
        ? new RecordFraming(this)
        : new TextFraming(this, { spliced: kind === "spliced" });
  }

  push(bytes: Uint8Array): void {
    this.#framing?.push(bytes);
  }

  /** The connection is over, whatever the reason. */
  end(): void {
    if (this.#framing?.mayBeReplay) this.doubtfulEnd();
    this.#framing = undefined;
    this.settle();
  }

  /** The process is over and everything has been read. */
  finish(): void {
    this.#together.finish();
    this.assembler.finishAll();
  }

  /** Shows unfinished lines too. */
  show(): void {
    this.assembler.showUnfinished(this.#passing() ? undefined : this.#framing?.held);
  }

  /** Nothing came for a while, so the replay is over: what was looked for in it is not there. */
  settle(): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const point = this.#pointOf(stream);
      if (point.searched === undefined) continue;
      this.assembler.notice("gap", GAP);
      this.#pass(stream, point, point.giveUp(stream));
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
    return this.#together.count;
  }

  /** The process was started anew; a server that keeps a log for each run begins another one. */
  newRun(): void {
    this.#restarts = 0;
    this.assembler.finishAll();
    if (this.#kind !== "spliced") this.forget();
    for (const point of Object.values(this.#apart)) point.reset();
    this.#mayRepeat.stdout = this.#mayRepeat.stderr = false;
  }

  /** What comes next has nothing to do with what was read. */
  forget(): void {
    for (const point of [this.#together, this.#apart.stdout, this.#apart.stderr]) point.reset();
  }

  /** Whether everything has been read of a process that is over, given the ends of its output. */
  hasAll(ends: Partial<Record<OutputStream, string | undefined>>): boolean {
    if (this.#together.hasDoubts) return false;
    return (["stdout", "stderr"] as const).every((stream) => {
      const end = ends[stream];
      if (end === undefined) return false;
      const proof = end
        .replace(SERVER_NOTES, "")
        .replace(/[\r\n]+/g, "")
        .slice(-PROOF);
      return this.#apart[stream].tail.endsWith(proof);
    });
  }

  text(stream: OutputStream, text: string): void {
    const point = this.#pointOf(stream);
    this.#pass(stream, point, point.take(stream, text));
  }

  doubtfulEnd(): void {
    if (this.#passing() || this.#together.count === 0) return;
    const last = this.assembler.lastLine;
    if (last && !this.#apart[last.stream].passing)
      this.#together.doubt(last.stream, () => this.assembler.join(last));
  }

  restart(count: number): void {
    if (this.#passing() || count <= this.#restarts) return;
    this.#restarts = count;
    this.#mayRepeat.stdout = this.#mayRepeat.stderr = this.#kind === "spliced";
    this.assembler.notice("restart", `Failed. The server starts it again (${count}).`);
    this.#onRestart(count);
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

  #pass(stream: OutputStream, point: ResumePoint, text: string): void {
    if (text === "") return;
    const own = this.#apart[stream];
    if (point === own) {
      this.#together.advance(stream, text);
      this.assembler.push(stream, text);
      return;
    }
    // After a restart the older servers log everything again that the process printed before.
    if (this.#mayRepeat[stream] && own.mayBegin(text)) {
      this.#mayRepeat[stream] = false;
      own.begin();
    }
    const fresh = own.take(stream, text);
    if (fresh !== "") this.assembler.push(stream, fresh);
  }

  #pointOf(stream: OutputStream): ResumePoint {
    return this.#kind === "records" ? this.#apart[stream] : this.#together;
  }

  #points(): readonly ResumePoint[] {
    return this.#kind === "records" ? [this.#apart.stdout, this.#apart.stderr] : [this.#together];
  }

  #passing(): boolean {
    return this.#points().some((point) => point.passing);
  }
}

const GAP = "Output is missing here: the server no longer has it.";
