// A dev server in a sandbox, its app in a preview in Chromium, and files that are broken and repaired.
import { expect, vi } from "vitest";
import type { AppError } from "blaxel-react";
import { servePages } from "../../bench/pages";
import { launchChromium } from "../../testbed/engines/chromium";
import { undoable } from "../../testbed/engines/undoable";
import { PATIENCE } from "../../testbed/patience";
import { startStack } from "../../testbed/stack";

interface Seen {
  errors: readonly AppError[];
  preview: string | undefined;
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
    (await where.evaluate<Seen | undefined>("window.seen")) ?? { errors: [], preview: undefined };
  const openErrors = async (where = page) =>
    (await seen(where)).errors.filter(({ status }) => status !== "resolved");
  const ready = () =>
    vi.waitFor(async () => expect((await seen()).preview).toBe("ready"), PATIENCE);

  /** Breaks, sees one error at its place, repairs, and sees it gone; says how long both took. */
  async function tryOne({ what, file, broken, kind, message, place, after }: Breakage) {
    const sound = files[file] ?? "";
    const before = (await seen()).errors.length;
    const brokenAt = performance.now();
    await write(file, broken);
    if (after !== undefined) await page.evaluate(`window.${after}()`);
    const expected = {
      kind,
      message: expect.stringContaining(message),
      ...(place && { ...place, file: expect.stringMatching(new RegExp(`(?:^|/)${place.file}$`)) }),
    };
    await vi.waitFor(async () => expect(await openErrors()).toMatchObject([expected]), PATIENCE);
    const shownAt = performance.now();
    // A user does not repair sooner, and what Vite announces sooner may have been printed before the error.
    const isStill = async () => Date.now() - Math.max(...(await openErrors()).map(lastOf)) > 200;
    await vi.waitFor(async () => expect(await isStill()).toBe(true), PATIENCE);
    const repairedAt = performance.now();
    await write(file, sound);
    if (after !== undefined) await page.evaluate(`window.${after}()`);
    await vi.waitFor(async () => expect(await openErrors()).toEqual([]), PATIENCE);
    const goneAt = performance.now();
    const [shown, gone] = [shownAt - brokenAt, goneAt - repairedAt].map(Math.round);
    console.log(`${what}: shown after ${shown} ms, gone ${gone} ms after the repair`);
    expect((await seen()).errors).toHaveLength(before + 1);
    await ready();
  }

  return { stack, page, open, seen, openErrors, ready, tryOne, stop: undo };
}
