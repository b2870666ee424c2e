import type { ProcessOptions } from "./processOptions";

/** One component's wish that a process be there. */
export interface ProcessClaim {
  update(options: ProcessOptions): void;
  release(): void;
}

interface Entry {
  options: ProcessOptions | undefined;
}

/** The wishes of all components for one process; the oldest one that is enabled counts. */
export class Claims {
  readonly #entries = new Set<Entry>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** How many components are concerned, disabled ones included. */
  get size(): number {
    return this.#entries.size;
  }

  /** What counts; `undefined` while nobody wants the process. */
  get options(): ProcessOptions | undefined {
    return this.#firstEnabled(1)[0];
  }

  /** The command that counts, if several components want the process. Cheap: every reader asks. */
  get leadingCommand(): string | undefined {
    const [first, second] = this.#firstEnabled(2);
    return second && first?.command;
  }

  enabled(): readonly ProcessOptions[] {
    return [...this.#entries]
      .map(({ options }) => options)
      .filter((options) => options !== undefined)
      .filter(({ enabled = true }) => enabled);
  }

  #firstEnabled(count: number): readonly ProcessOptions[] {
    const found: ProcessOptions[] = [];
    for (const { options } of this.#entries) {
      if (options && options.enabled !== false) found.push(options);
      if (found.length === count) break;
    }
    return found;
  }

  add(): ProcessClaim {
    const entry: Entry = { options: undefined };
    this.#entries.add(entry);
    return {
      update: (options) => {
        entry.options = options;
        this.#onChange();
      },
      release: () => {
        this.#entries.delete(entry);
        this.#onChange();
      },
    };
  }
}
