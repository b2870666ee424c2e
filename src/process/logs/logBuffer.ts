import { createEmitter } from "../../core";
import { atNextFrame } from "./timeSlices";
import type { LogLimit, LogLine } from "./types";

const LINES = 20_000;
const CHARACTERS = 8_000_000;
/** No user can read more lines than this at once; the page then draws less often than it could. */
const FLOOD = 100;
const FLOOD_PAUSE_MS = 100;
/** Stands where no line is, so that a dropped one can be forgotten. */
const GONE: LogLine = { number: 0, text: "", stream: "system" };

/**
 * The last lines of a log, in a ring: adding one costs the same whether ten or ten million came
 * before. Listeners are called once a frame for any number of changes.
 */
export class LogBuffer {
  readonly capacity: number;
  readonly #maxCharacters: number;
  readonly #ring: LogLine[];
  #head = 0;
  #length = 0;
  #characters = 0;
  #dropped = 0;
  #lastNumber = 0;
  #version = 0;
  #announced = 0;
  #epoch = 0;
  #isScheduled = false;
  #announcedNumber = 0;
  /** When listeners may be called again. */
  #quietUntil = 0;
  readonly #changes = createEmitter();

  constructor({ lines = LINES, characters = CHARACTERS }: LogLimit = {}) {
    this.capacity = Math.max(1, Math.floor(lines));
    this.#maxCharacters = characters;
    this.#ring = [];
  }

  /** How many lines are there. */
  get length(): number {
    return this.#length;
  }

  /** How many lines were dropped because there were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Changes with every change that was reported to listeners. */
  get version(): number {
    return this.#announced;
  }

  /** Changes when a line that was finished changed after all, so that nothing kept can be used. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The line at `index`, counted from the oldest that is left. */
  at(index: number): LogLine | undefined {
    return index < 0 || index >= this.#length ? undefined : this.#ring[this.#slot(index)];
  }

  /** Lines from `start` up to `end`, both counted from the oldest that is left. */
  slice(start = 0, end = this.#length): LogLine[] {
    const from = this.#slot(Math.max(0, start));
    const count = Math.min(end, this.#length) - Math.max(0, start);
    if (count <= 0) return [];
    const first = this.#ring.slice(from, Math.min(from + count, this.capacity));
    const rest = this.#ring.slice(0, count - first.length);
    return rest.length > 0 ? first.concat(rest) : first;
  }

  /** The last lines, as many as there are of so many. */
  last(count: number): LogLine[] {
    return this.slice(Math.max(0, this.#length - count));
  }

  /** Adds a line and returns its number. */
  append(line: Omit<LogLine, "number">): number {
    const number = ++this.#lastNumber;
    if (this.#length === this.capacity) this.#dropOldest();
    this.#ring[this.#slot(this.#length++)] = { ...line, number };
    this.#characters += line.text.length;
    while (this.#characters > this.#maxCharacters && this.#length > 1) this.#dropOldest();
    this.#changed();
    return number;
  }

  /** Puts another line in the place of the one with that number, if that is still there. */
  replace(number: number, line: Omit<LogLine, "number">): void {
    const index = this.indexOf(number);
    const before = this.at(index);
    if (!before) return;
    if (!before.unfinished) this.#epoch++;
    this.#ring[this.#slot(index)] = { ...line, number };
    this.#characters += line.text.length - before.text.length;
    this.#changed();
  }

  /** Takes a line out. Rare, and as slow as the lines behind it are many. */
  remove(number: number): void {
    const index = this.indexOf(number);
    const line = this.at(index);
    if (!line) return;
    for (let at = index; at < this.#length - 1; at++) {
      this.#ring[this.#slot(at)] = this.at(at + 1) ?? GONE;
    }
    this.#epoch++;
    this.#ring[this.#slot(--this.#length)] = GONE;
    this.#characters -= line.text.length;
    this.#changed();
  }

  /** Where the line with that number is, or -1. */
  indexOf(number: number): number {
    const likely = this.#length - 1 - (this.#lastNumber - number);
    if (this.at(likely)?.number === number) return likely;
    let low = 0;
    let high = this.#length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.at(middle)?.number ?? 0;
      if (found === number) return middle;
      if (found < number) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Notifies the listener of changes, at most once a frame. */
  subscribe(listener: () => void): () => void {
    return this.#changes.subscribe(listener);
  }

  #slot(index: number): number {
    return (this.#head + index) % this.capacity;
  }

  #dropOldest(): void {
    this.#characters -= this.#ring[this.#head]?.text.length ?? 0;
    this.#ring[this.#head] = GONE;
    this.#head = (this.#head + 1) % this.capacity;
    this.#length--;
    this.#dropped++;
  }

  #changed(): void {
    this.#version++;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const wait = this.#quietUntil - performance.now();
    const announce = () => atNextFrame(() => this.#announce());
    if (wait > 0) setTimeout(announce, wait);
    else announce();
  }

  #announce(): void {
    this.#isScheduled = false;
    this.#announced = this.#version;
    const isFlood = this.#lastNumber - this.#announcedNumber > FLOOD;
    this.#announcedNumber = this.#lastNumber;
    this.#quietUntil = isFlood ? performance.now() + FLOOD_PAUSE_MS : 0;
    this.#changes.emit();
  }
}
