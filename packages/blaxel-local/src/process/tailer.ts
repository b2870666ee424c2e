import type { Profile } from "../profile";
import type { Journal, StreamName } from "./journal";
import type { OutputFile } from "./outputFile";

/** How often the output of a running process is looked at, as on the real server. */
const TICK_MS = 50;
/** The real server reads its log files in pieces of this size; profile A prefixes each of them. */
const READ_BYTES = 4096;
/** Bounds one tick, so that one flood cannot hold up the others. */
const TICK_BYTES = 4 * 1024 * 1024;
/** How much a file may grow before its head is looked at again: a flood must not fill the disk. */
const RELEASE_EVERY_BYTES = 16 * 1024 * 1024;

/** Follows the two output files of one run and notes in the journal what is new. */
export class Tailer {
  readonly #journal: Journal;
  readonly #files: Record<StreamName, OutputFile>;
  readonly #profile: Profile;
  readonly #offsets: Record<StreamName, number>;
  #timer: NodeJS.Timeout | undefined;
  readonly #lookedAt: Record<StreamName, number> = { stdout: 0, stderr: 0 };

  constructor(
    journal: Journal,
    files: Record<StreamName, OutputFile>,
    profile: Profile,
    startsAt: Record<StreamName, number>,
  ) {
    this.#journal = journal;
    this.#files = files;
    this.#profile = profile;
    this.#offsets = { ...startsAt };
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.tick();
      this.releaseHeads();
    }, TICK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  tick(): void {
    const before = this.#journal.items.length;
    const grew = this.#profile === "A" ? this.#tickInPieces(TICK_BYTES) : this.#tickWhole();
    if (grew || this.#journal.items.length !== before) this.#journal.notify();
  }

  /** Notes everything that is there: the process has exited. */
  drain(): void {
    if (this.#profile === "B") {
      this.#tickWhole();
      return;
    }
    while (this.#tickInPieces(Infinity));
  }

  /** Gives back to the disk what no longer has to be kept. */
  releaseHeads(): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const file = this.#files[stream];
      if (file.size() - this.#lookedAt[stream] < RELEASE_EVERY_BYTES) continue;
      this.#lookedAt[stream] = file.size();
      file.releaseHead();
    }
  }

  #tickWhole(): boolean {
    let grew = false;
    for (const stream of ["stdout", "stderr"] as const) {
      const length = this.#files[stream].size() - this.#offsets[stream];
      if (length <= 0) continue;
      this.#note(stream, length, true);
      grew = true;
    }
    return grew;
  }

  /**
   * Profile A: one read of each stream in turn. The real server then sleeps; here a tick goes on as
   * long as whole pieces are there, which cuts a burst at the same places only sooner.
   */
  #tickInPieces(budget: number): boolean {
    let grew = false;
    let left = budget;
    for (let round = 0; left > 0; round++) {
      let progress = false;
      for (const stream of ["stdout", "stderr"] as const) {
        const available = this.#files[stream].size() - this.#offsets[stream];
        const length = Math.min(available, READ_BYTES);
        if (length <= 0 || (round > 0 && length < READ_BYTES)) continue;
        this.#note(stream, length, false);
        left -= length;
        progress = true;
      }
      grew ||= progress;
      if (!progress) break;
    }
    return grew;
  }

  #note(stream: StreamName, length: number, merge: boolean): void {
    this.#journal.add(stream, this.#files[stream], this.#offsets[stream], length, merge);
    this.#offsets[stream] += length;
  }
}
