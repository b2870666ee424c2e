import type { ProcessOptions } from "./types";

/** What users do to a process. */
export interface Acts {
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/**
 * What one component has to do with a process: nothing before `update` and after `release`. If its
 * user acts on the process although it is disabled, it takes part until `endActs`.
 */
export interface ProcessSubscriber extends Acts {
  update(options: ProcessOptions): void;
  release(): void;
}

interface Entry {
  options: ProcessOptions | undefined;
  /** Of which era the user's act is. */
  acted: object | undefined;
}

const isEnabled = ({ options }: Entry) => options !== undefined && options.enabled !== false;

interface SubscribersHost {
  onChange(): void;
  /** Whether a component disagrees with another one may be another now. */
  onLead(): void;
}

/** What all components say about one process; the oldest one that wants it counts. */
export class ProcessSubscribers {
  readonly #host: SubscribersHost;
  readonly #entries = new Set<Entry>();
  /** The command that counts, if several components want the process. */
  #leading: string | undefined;
  #era = {};

  constructor(host: SubscribersHost) {
    this.#host = host;
  }

  /** How many components are concerned, disabled ones included. */
  get size(): number {
    return this.#entries.size;
  }

  /** What counts; `undefined` while no component wants the process. */
  get options(): ProcessOptions | undefined {
    return this.#active(1)[0];
  }

  /** Whether another component wants another command to run under this name, and came first. */
  disagreeWith(command: string): boolean {
    return this.#leading !== undefined && this.#leading !== command;
  }

  /** Those of all components that want the process. */
  active(): readonly ProcessOptions[] {
    return this.#active(Infinity);
  }

  /** What users have asked of it is done: components that are disabled take part no longer. */
  endActs(): void {
    this.#era = {};
    this.#changed();
  }

  add({ start, stop, kill, restart }: Acts): ProcessSubscriber {
    const entry: Entry = { options: undefined, acted: undefined };
    const by = (act: () => Promise<void>) => () => {
      if (!isEnabled(entry)) entry.acted = this.#era;
      return act();
    };
    return {
      update: (options) => {
        const wasEnabled = isEnabled(entry);
        entry.options = options;
        if (wasEnabled && !isEnabled(entry)) entry.acted = undefined;
        this.#entries.add(entry);
        this.#changed();
      },
      release: () => {
        this.#entries.delete(entry);
        this.#changed();
      },
      start: by(start),
      stop: by(stop),
      kill: by(kill),
      restart: by(restart),
    };
  }

  #changed(): void {
    const [first, second] = this.#active(2);
    const leading = second && first?.command;
    // Only then can another reader agree or disagree: notifying all each time would be quadratic.
    if (leading !== this.#leading) {
      this.#leading = leading;
      this.#host.onLead();
    }
    this.#host.onChange();
  }

  #active(count: number): readonly ProcessOptions[] {
    const found: ProcessOptions[] = [];
    for (const entry of this.#entries) {
      if (found.length === count) break;
      if (entry.options && (isEnabled(entry) || entry.acted === this.#era)) {
        found.push(entry.options);
      }
    }
    return found;
  }
}
