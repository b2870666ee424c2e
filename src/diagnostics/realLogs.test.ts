import { afterEach, describe, expect, it } from "vitest";
import type { Profile } from "blaxel-local";
import { errorsOf, linesOf } from "../../testbed/appErrors/corpus";
import { PATIENCE } from "../../testbed/patience";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";
import { pageTimer } from "../core";
import { ProcessController } from "../process/processController";
import { createErrorEngine, type Engine } from "./errorEngine";
import type { AppError } from "./types";

const outputs = [
  "node20-type-error-color",
  "vite8-missing-file",
  "python3.11-flask",
  "vite8-build-syntax",
  "next16-missing-module",
  "node20-named-export-cjs",
];
const lines = outputs
  .flatMap((name) => linesOf(name))
  .map((line, at) => ({ ...line, number: at + 1 }));
const expected = errorsOf(lines)
  .map(({ group: { kind, message, place, count, frame } }) => ({
    kind,
    message,
    ...place,
    count,
    codeFrame: frame.join("\n") || undefined,
  }))
  .toSorted((a, b) => a.message.localeCompare(b.message));

/** Prints them in pieces of so many bytes, each stream in its own, and stays. */
const program = `
  const fs = require("fs");
  const { lines, bytes } = JSON.parse(fs.readFileSync("output.json", "utf8"));
  const streams = [1, 2].map((fd) => {
    const own = lines.filter(({ stream }) => stream === (fd === 1 ? "stdout" : "stderr"));
    return { fd, data: Buffer.from(own.map(({ text }) => text + "\\n").join("")) };
  });
  for (let at = 0; streams.some(({ data }) => at < data.length); at += bytes) {
    for (const { fd, data } of streams) {
      if (at < data.length) fs.writeSync(fd, data.subarray(at, at + bytes));
    }
  }
  setInterval(() => undefined, 60_000);
`;

let bed: ProcessTestbed;
let engine: Engine | undefined;
let release = () => {};
afterEach(async () => {
  engine?.stop();
  release();
  await bed.close();
});

async function start(profile: Profile, bytes: number, cutAfter?: number) {
  bed = await startProcessTestbed({ profile });
  await bed.write("app/program.cjs", program);
  await bed.write("app/output.json", JSON.stringify({ lines, bytes }));
  if (cutAfter !== undefined) {
    const on = { kind: "session", path: "/process/*/logs/stream" } as const;
    bed.local.faults.inject({ type: "cut", afterBytes: cutAfter, abruptly: true, on, times: 2 });
  }
  const controller = new ProcessController(bed.store, "app", () => {});
  const subscriber = controller.addSubscriber();
  release = () => subscriber.release();
  subscriber.update({ name: "app", command: "node program.cjs", workingDir: "/app" });
  let errors: readonly AppError[] = [];
  engine = createErrorEngine({
    process: controller,
    options: { root: "/app" },
    after: pageTimer,
    onChange: (change) => {
      ({ errors } = change);
    },
  });
  engine.start();
  const read = () =>
    errors
      .map(({ kind, message, file, line, column, isApproximate, isOutside, count, codeFrame }) => ({
        kind,
        message,
        ...(file !== undefined && { file }),
        ...(line !== undefined && { line }),
        ...(column !== undefined && { column }),
        ...(isApproximate && { isApproximate }),
        ...(isOutside && { isOutside }),
        count,
        codeFrame,
      }))
      .toSorted((a, b) => a.message.localeCompare(b.message));
  return { read, controller };
}

describe.each<Profile>(["A", "B"])("profile %s", (profile) => {
  it.each([7, 4_096, 1_000_000])("reads the same from pieces of %s bytes", async (bytes) => {
    const { read } = await start(profile, bytes);
    await expect.poll(read, PATIENCE).toEqual(expected);
  });

  it("reads the same when the log is cut off again and again, and comes again", async () => {
    const size = lines.reduce((sum, { text }) => sum + text.length, 0);
    const { read } = await start(profile, 512, Math.floor(size / 3));
    await expect.poll(read, PATIENCE).toEqual(expected);
  });
});
