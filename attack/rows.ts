import { describe, expect, it } from "vitest";

/**
 * Hostile inputs of one kind by what each tries, and what has to hold for every one of them. In all cases
 * nothing may be left that no code catches: it would end the process of a server.
 */
export function attacks<Input>(
  kind: string,
  rows: Readonly<Record<string, Input>>,
  holds: (input: Input) => unknown,
): void {
  describe(kind, () => {
    for (const [tries, input] of Object.entries(rows)) {
      it(tries, async () => {
        const uncaught: unknown[] = [];
        const note = (error: unknown) => uncaught.push(error);
        process.on("unhandledRejection", note);
        try {
          await holds(input);
          // Node tells of a rejection that no code handles once all that is due has run.
          await new Promise((resolve) => setTimeout(resolve));
        } finally {
          process.off("unhandledRejection", note);
        }
        expect(uncaught).toEqual([]);
      });
    }
  });
}
