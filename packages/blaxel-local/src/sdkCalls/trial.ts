import type { SandboxInstance } from "@blaxel/core";

/** What calls are tried on. */
export interface Stand {
  sdk: typeof import("@blaxel/core");
  /** A sandbox with `/a.txt` in it, which holds `needle`, and the process `reader`, which reads. */
  sandbox: SandboxInstance;
  /** A name that nothing has yet. */
  fresh(kind: string): string;
}

/** How a call does in the local sandbox, and what shows it. */
export interface Trial {
  /**
   * `works`: it does what it does on Blaxel. `refuses`: as Blaxel does where what it needs is not
   * configured. `not there`: Blaxel has it, the local sandbox does not.
   */
  outcome: "works" | "refuses" | "not there";
  /** What the docs add. */
  note?: string;
  /** Makes the call, and throws if it did not do its work. One that is refused rejects. */
  run(stand: Stand): Promise<unknown>;
}

/** Trials by the name of the call. */
export type Trials = Record<string, Trial>;

/** A call that works if it hands over something, or what `is` accepts. */
export function works<T>(
  run: (stand: Stand) => Promise<T>,
  is: (result: T) => boolean = (result) => result !== undefined,
  note?: string,
): Trial {
  return {
    outcome: "works",
    ...(note === undefined ? {} : { note }),
    run: async (stand) => {
      const result = await run(stand);
      if (!is(result)) throw new Error(`It gave ${JSON.stringify(result)}`);
    },
  };
}
