// What the kit takes from a log that a hostile program has written, or a hostile server.
import { afterAll, beforeAll, expect } from "vitest";
import { ProcessController } from "../src/process/processController";
import { eventually } from "../testbed/eventually";
import { openHostileSandbox, tellProcess, type HostileSandbox } from "./hostileSandbox";
import { attacks } from "./rows";

let sandbox: HostileSandbox;
beforeAll(async () => {
  sandbox = await openHostileSandbox();
});
afterAll(() => sandbox.close());

const END = "the end";
const NDJSON = "application/x-ndjson";
type Chunk = string | Uint8Array;

/** Reads a log of these chunks to its end, as a page does that shows it. */
async function read(chunks: () => Iterable<Chunk>, contentType: string, newer = true) {
  const record = {
    pid: "12",
    name: "dev",
    command: "x",
    status: "completed",
    completedAt: "Mon, 02 Jan 2006 15:04:05 GMT",
    stdout: `${END}\n`,
    ...(newer && { stdin: false }),
  };
  sandbox.answer = async (request, response) => {
    if (!request.url?.includes("/logs/stream")) return tellProcess(request, response, record);
    response.writeHead(200, { "Content-Type": contentType });
    for (const chunk of chunks()) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await new Promise((resolve) => response.once("drain", resolve));
    }
    response.end();
  };
  const controller = new ProcessController(sandbox.store, "dev", () => {});
  const leave = controller.subscribeLogs(() => {});
  await eventually(() => expect(controller.logs.status).toBe("ended"));
  const lines = controller.logs.buffer.slice();
  const { dropped } = controller.logs.buffer;
  leave();
  return { lines, dropped, texts: lines.map(({ text }) => text) };
}

/** Bounded in every way, the end is there, and the server was not asked without a pause. */
function isSound({ lines, texts }: Awaited<ReturnType<typeof read>>) {
  expect(texts.at(-1)).toBe(END);
  expect(lines.length).toBeLessThanOrEqual(20_000);
  expect(texts.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(8_100_000);
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(16_384);
  for (const { stream, text } of lines) {
    expect(["stdout", "stderr", "system"]).toContain(stream);
    expect(text).not.toContain("\n");
  }
  const streams = sandbox.asked.filter((path) => path.includes("/logs/stream"));
  expect(streams.length).toBeLessThan(10);
}

const out = (data: unknown, more: object = {}) =>
  `${JSON.stringify({ type: "stdout", data, ...more })}\n`;
const last = out(`${END}\n`);
const times = function* (count: number, chunk: Chunk) {
  for (let at = 0; at < count; at++) yield chunk;
};

attacks<() => Iterable<Chunk>>(
  "a record of a log",
  {
    "half a line of JSON": () => ['{"type":"stdout","da\n', last],
    "no JSON": () => ["hello\n", last],
    null: () => ["null\n", last],
    "a list": () => ['["stdout","x"]\n', last],
    "a number": () => ["1e999\n", last],
    "a type that is an object": () => ['{"type":{},"data":"x"}\n', last],
    "a type that objects know": () => ['{"type":"__proto__","data":"x"}\n', last],
    "a type of the kit's own": () => ['{"type":"system","data":"x"}\n', last],
    "data that is an object": () => [out({ toString: 1 }), last],
    "data that is a list": () => [out(["x"]), last],
    "no data": () => ['{"type":"stdout"}\n', last],
    "base64 that is none": () => [out("%%%", { encoding: "base64" }), last],
    "base64 of half a character": () => [out("4p0=", { encoding: "base64" }), out("\n"), last],
    "an encoding that is none": () => [out("x\n", { encoding: "rot13" }), last],
    "a restart beyond all": () => [
      '{"type":"restart","data":"Attempting restart 99999999999999999999/1"}\n',
      last,
    ],
    "a restart of no number": () => ['{"type":"restart","data":{}}\n', last],
    "10,000 gaps": () => [...times(10_000, '{"type":"truncated"}\n'), last],
    "10,000 keepalives": () => [...times(10_000, '{"type":"keepalive"}\n'), last],
    "one letter at a time": () => [...out("slowly\n").split(""), last],
    "bytes that are none": () => [new Uint8Array([0xff, 0xfe, 0x80, 0x0a]), last],
    "a record without its end": () => [last, '{"type":"stdout","data":"and'],
    "deep brackets": () => [`${"[".repeat(100_000)}\n`, last],
    "64 MB without a line end": () => [...times(1024, "x".repeat(65_536)), "\n", last],
    "a record of 16 MB": () => [out("x".repeat(16_000_000)), out("\n"), last],
  },
  async (chunks) => isSound(await read(chunks, NDJSON)),
);

attacks<() => Iterable<Chunk>>(
  "a text of a log",
  {
    "a prefix that is none": () => ["stdin: x\n", `stdout:${END}\n`],
    "a prefix in the middle": () => ["stdout:astdout:b\n", `stdout:${END}\n`],
    "a prefix without an end": () => ["stdout", `\nstdout:${END}\n`],
    "a mark of the server's own": () => [
      "stdout:[Process failed with exit code 1. Attempting restart 1/1...]\n",
      `stdout:${END}\n`,
    ],
    "a keepalive in a line": () => ["stdout:a [keepalive] b\n", `stdout:${END}\n`],
    "10,000 keepalives": () => [...times(10_000, "[keepalive]\n"), `stdout:${END}\n`],
    "bytes that are none": () => [new Uint8Array(1000).fill(0xff), "\n", `stdout:${END}\n`],
    NULs: () => ["stdout:\0\0\0\n", `stdout:${END}\n`],
    "carriage returns without end": () => [
      "stdout:",
      ...times(1000, "\rx".repeat(1000)),
      "\n",
      `stdout:${END}\n`,
    ],
    "a line of 32 MB": () => ["stdout:", ...times(512, "x".repeat(65_536)), `\nstdout:${END}\n`],
    "200,000 lines": () => [...times(200, "stdout:x\n".repeat(1000)), `stdout:${END}\n`],
    "escapes without end": () => [
      "stdout:",
      ...times(1000, "\x1b[".repeat(500)),
      `\nstdout:${END}\n`,
    ],
  },
  async (chunks) => isSound(await read(chunks, "text/plain")),
);

attacks<string>(
  "a line that would look like another one",
  {
    "right to left": "a\u202etxt.exe",
    isolates: "\u2066a\u2069\u2067b",
    "an invisible letter": "pass\u200bword",
    "a word joiner": "a\u2060b",
    "a mark of direction": "a\u200fb",
    "a tag of letters that none sees": "a\u{e0041}\u{e0042}",
    "a soft hyphen": "a\u00adb",
    "fifty marks on one letter": `a${"\u0301".repeat(50)}`,
    "a bell": "a\x07b",
    "a backspace": "abc\b\b\bxyz",
    "a title for the window": "\x1b]0;owned\x07",
    "a link of a terminal": "\x1b]8;;javascript:alert(1)\x1b\\click\x1b]8;;\x1b\\",
    "a clear of the screen": "\x1b[2J\x1b[H",
    markup: "<img src=x onerror=alert(1)>",
    "a line separator": "a\u2028b",
  },
  async (text) => {
    const found = await read(() => [out(`${text}\n`), last], NDJSON);
    isSound(found);
    // Kept as it came: what is done about it is the viewer's part.
    expect(found.texts).toHaveLength(2);
  },
);
