// A dev server in a sandbox, its app in a preview in Chromium, and files that are broken and repaired.
import { expect, vi } from "vitest";
import type { AppError } from "blaxel-react";
import { median } from "../../bench/median";
import { servePages } from "../../bench/pages";
import { launchChromium } from "../../testbed/engines/chromium";
import { undoable } from "../../testbed/engines/undoable";
import { PATIENCE } from "../../testbed/patience";
import { startStack } from "../../testbed/stack";

interface Seen {
  errors: readonly AppError[];
  preview: string | undefined;
  lineAt: number;
}

/** Something that is broken in an app, and how it is repaired. */
export interface Breakage {
  what: string;
  file: string;
  broken: string;
  kind: AppError["kind"];
  message: string;
  /** Where it has to be; none where the tool names no place. */
  place?: { file: string; line?: number };
  /** What has to be done beside the change of the file, each time. */
  after?: "reload" | "restart";
}

const nothing: Seen = { errors: [], preview: undefined, lineAt: 0 };
/** As long as a user looks before reloading once more. */
const ASK_AGAIN_MS = 2_000;
const lastOf = ({ lastAt }: AppError) => lastAt;

export interface ErrorsRigOptions {
  files: Record<string, string>;
  command: string;
}

export async function startErrorsRig({ files, command }: ErrorsRigOptions) {
  const { started, undo } = await undoable(async (onUndo) => {
    const stack = await startStack({ files });
    onUndo(stack.stop);
    await stack.call("answer");
    const pages = await servePages(stack.endpoint, { errors: "e2e/appErrors/errorsPage.tsx" });
    onUndo(pages.close);
    const engine = await launchChromium();
    onUndo(engine.close);
    return { stack, pages, engine };
  });
  const { stack, pages, engine } = started;
  const open = (query: { process: string; command: string }) =>
    engine.open(pages.address("errors", query));
  const page = await open({ process: "dev", command });
  const write = (file: string, content: string) =>
    stack.call("sandboxCall", "PUT", `/filesystem/${file.slice(1)}`, { content });
  const seen = async (where = page) =>
    (await where.evaluate<Seen | undefined>("window.seen")) ?? nothing;
  const openErrors = async (where = page) =>
    (await seen(where)).errors.filter(({ status }) => status !== "resolved");
  const ready = () =>
    vi.waitFor(async () => expect((await seen()).preview).toBe("ready"), PATIENCE);

  /** Does something, waits until the page is as it has to be, and says how long that took. */
  async function timed(act: () => Promise<unknown>, isSo: () => Promise<void>, where = page) {
    const from = Date.now();
    await act();
    await vi.waitFor(isSo, PATIENCE);
    const until = Date.now();
    const { lineAt } = await seen(where);
    return { ms: until - from, sinceLine: lineAt > from ? until - lineAt : undefined };
  }

  /** Breaks, sees one error at its place, repairs, and sees it gone. */
  async function once({ file, broken, kind, message, place, after }: Breakage) {
    const sound = files[file] ?? "";
    const put = async (text: string) => {
      await write(file, text);
      if (after !== undefined) await page.evaluate(`window.${after}()`);
    };
    const expected = {
      kind,
      message: expect.stringContaining(message),
      ...(place && { ...place, file: expect.stringMatching(new RegExp(`(?:^|/)${place.file}$`)) }),
    };
    const shown = await timed(
      () => put(broken),
      async () => expect(await openErrors()).toMatchObject([expected]),
    );
    // A user does not repair sooner, and what Vite announces sooner may have been printed before the error.
    const isStill = async () => Date.now() - Math.max(...(await openErrors()).map(lastOf)) > 200;
    await vi.waitFor(async () => expect(await isStill()).toBe(true), PATIENCE);
    let askedAt = 0;
    const gone = await timed(
      async () => {
        await put(sound);
        askedAt = Date.now();
      },
      async () => {
        // A page that was asked for before the tool had seen the repair shows the error again.
        if (
          after === "reload" &&
          Date.now() - askedAt > ASK_AGAIN_MS &&
          (await openErrors()).length
        ) {
          askedAt = Date.now();
          await page.evaluate("window.reload()");
        }
        expect(await openErrors()).toEqual([]);
      },
    );
    await ready();
    return { shown, gone };
  }

  /** Does that some times: it is one entry however often, and says how long it took. */
  async function tryOne(breakage: Breakage, count = 3) {
    const before = (await seen()).errors.length;
    const rounds = [];
    for (let round = 0; round < count; round++) rounds.push(await once(breakage));
    expect((await seen()).errors).toHaveLength(before + 1);
    tell(breakage.what, rounds);
  }

  /** Starts the app a second time, on the same port, until the first one is ended. */
  async function tryPort(message: string, count: number) {
    const rounds = [];
    for (let round = 0; round < count; round++) {
      const second = await open({ process: `second-${round}`, command });
      const shown = await timed(
        async () => undefined,
        async () =>
          expect(await openErrors(second)).toMatchObject([
            { kind: "process", message: expect.stringContaining(message) },
          ]),
        second,
      );
      await stack.call("sandboxCall", "DELETE", "/process/dev");
      const gone = await timed(
        () => second.evaluate("window.restart()"),
        async () => expect(await openErrors(second)).toEqual([]),
        second,
      );
      await second.close();
      await stack.call("sandboxCall", "DELETE", `/process/second-${round}`);
      await page.evaluate("window.restart()");
      await ready();
      rounds.push({ shown, gone });
    }
    tell("a port in use", rounds);
  }

  return { stack, page, open, seen, openErrors, ready, tryOne, tryPort, stop: undo };
}

interface Times {
  readonly ms: number;
  /** Since the last line that the tool printed, if it printed one. */
  readonly sinceLine: number | undefined;
}

/** Prints the medians of some rounds. */
function tell(what: string, rounds: readonly { shown: Times; gone: Times }[]) {
  const of = (times: readonly Times[]) => {
    const lines = times.flatMap(({ sinceLine }) => (sinceLine === undefined ? [] : [sinceLine]));
    const line = lines.length > 0 ? ` (${median(lines)} ms after the tool's last line)` : "";
    return `${median(times.map(({ ms }) => ms))} ms${line}`;
  };
  const shown = of(rounds.map((one) => one.shown));
  const gone = of(rounds.map((one) => one.gone));
  console.log(`${what}: shown after ${shown}, gone after ${gone}; median of ${rounds.length}`);
}
