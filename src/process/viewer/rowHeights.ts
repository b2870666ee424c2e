import type { LogLine } from "../logs/types";

type Lines = readonly LogLine[];

/**
 * How high the rows of a log are. A row is as high as one line of text until it was measured; of those that
 * turned out to be higher, only the further lines are kept, by number and added up. A value, never changed.
 */
export class RowHeights {
  readonly rowHeight: number;
  /** The numbers of the higher rows, ascending, and how many further lines there are up to each of them. */
  readonly #numbers: readonly number[];
  readonly #sums: readonly number[];

  constructor(rowHeight: number, numbers: readonly number[] = [], sums: readonly number[] = []) {
    this.rowHeight = rowHeight;
    this.#numbers = numbers;
    this.#sums = sums;
  }

  /** Pixels above the row at this index; above none, the height of all. */
  topOf(lines: Lines, index: number): number {
    const before = this.#upTo(lines[index]?.number ?? Infinity) - this.#upTo(lines[0]?.number ?? 0);
    return (Math.min(index, lines.length) + before) * this.rowHeight;
  }

  heightOf(lines: Lines): number {
    return this.topOf(lines, lines.length);
  }

  /** The index of the row that covers this pixel. */
  indexAt(lines: Lines, top: number): number {
    let low = 0;
    let high = Math.floor(top / this.rowHeight);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.topOf(lines, middle) <= top) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The same, but for these neighbouring lines, of which the heights in pixels were measured. */
  measured(lines: Lines, heights: readonly number[]): RowHeights {
    const [first, last] = [lines[0], lines.at(-1)];
    if (!first || !last) return this;
    const from = this.#indexOf(first.number);
    const to = this.#indexOf(last.number + 1);
    const numbers: number[] = [];
    const further: number[] = [];
    for (const [at, { number }] of lines.entries()) {
      const more = Math.round((heights[at] ?? 0) / this.rowHeight) - 1;
      if (more <= 0) continue;
      numbers.push(number);
      further.push(more);
    }
    const isSame =
      to - from === numbers.length &&
      numbers.every(
        (number, at) => this.#numbers[from + at] === number && this.#at(from + at) === further[at],
      );
    if (isSame) return this;
    let sum = this.#sums[from - 1] ?? 0;
    const sums = further.map((more) => (sum += more));
    const shift = sum - (this.#sums[to - 1] ?? 0);
    return new RowHeights(
      this.rowHeight,
      [...this.#numbers.slice(0, from), ...numbers, ...this.#numbers.slice(to)],
      [...this.#sums.slice(0, from), ...sums, ...this.#sums.slice(to).map((each) => each + shift)],
    );
  }

  /** Without what is known of lines before this number, which are not kept any more. */
  from(number: number): RowHeights {
    const start = this.#indexOf(number);
    if (start === 0) return this;
    const gone = this.#sums[start - 1] ?? 0;
    const sums = this.#sums.slice(start).map((sum) => sum - gone);
    return new RowHeights(this.rowHeight, this.#numbers.slice(start), sums);
  }

  /** How many further lines the rows before this number have. */
  #upTo(number: number): number {
    return this.#sums[this.#indexOf(number) - 1] ?? 0;
  }

  #at(index: number): number {
    return (this.#sums[index] ?? 0) - (this.#sums[index - 1] ?? 0);
  }

  #indexOf(number: number): number {
    let low = 0;
    let high = this.#numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
