import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SandboxError } from "../../errors";
import { createStaticStore, Credential, type SessionStore } from "../../session";
import { IdleTimeout } from "./idleTimeout";
import { LogBuffer } from "./logBuffer";
import { LogReader } from "./logReader";
import { followLog } from "./logStream";

const none = new SandboxError({ kind: "timeout", message: "", hint: "", retryable: true });
const credential = new Credential("s", "https://s.example", "token", Infinity, 1);
const MINUTES = 10;

let opened: number[];
let end: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Follows the log of a live process whose every stream has this body, and ends with it. */
async function follow(body: (count: number) => string, type = "text/plain"): Promise<LogBuffer> {
  const store: SessionStore = {
    ...createStaticStore(none),
    peek: () => credential,
    credential: async () => credential,
  };
  vi.stubGlobal("fetch", async () => {
    opened.push(performance.now());
    return new Response(body(opened.length), { headers: { "content-type": type } });
  });
  const buffer = new LogBuffer();
  const host = {
    store,
    reader: new LogReader(buffer, () => {}),
    idle: new IdleTimeout(),
    pid: () => "7",
    newer: () => true,
    urgent: () => false,
    inspect: async () => "alive" as const,
    onState: () => {},
  };
  void followLog(host, end.signal);
  await vi.advanceTimersByTimeAsync(MINUTES * 60_000);
  return buffer;
}

const gaps = () => opened.slice(1).map((at, index) => at - (opened[index] ?? 0));
const ndjson = "application/x-ndjson";
const record = (fields: object) => `${JSON.stringify(fields)}\n`;

it.each([
  ["nothing", () => "", undefined],
  ["the same line", () => "stdout:one\n", undefined],
  ["a keepalive", () => "[keepalive]\n", undefined],
  [
    "a note that something is missing",
    () => "[... truncated, see the process log file for the full output ...]\n",
    undefined,
  ],
  ["a record that something is missing", () => record({ type: "truncated", data: "" }), ndjson],
  ["a restart", () => record({ type: "restart", data: "[… Attempting restart 1/3...]" }), ndjson],
  ["what is no record", () => "<html>\n", ndjson],
])(
  "invariant 7: a stream that ends at once with %s is asked for ever more slowly",
  async (_what, body, type) => {
    await follow(body, type);
    expect(opened.length).toBeLessThan(25);
    expect(Math.max(...gaps())).toBeGreaterThan(29_000);
    expect(Math.max(...gaps())).toBeLessThanOrEqual(60_100);
  },
);

it("invariant 7: one that ends at once is asked for more slowly too when it brings another line each time", async () => {
  const buffer = await follow((count) =>
    Array.from({ length: count }, (_, index) => `stdout:line ${index}\n`).join(""),
  );
  expect(opened.length).toBeLessThan(MINUTES * 60);
  expect(Math.max(...gaps())).toBeLessThanOrEqual(2_100);
  const texts = buffer.slice().map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts).toHaveLength(opened.length);
});

it("invariant 7: one that ends at once with other text each time is asked for more slowly", async () => {
  await follow((count) => `stdout:${"x".repeat(count)} ${count * 7919}\n`);
  expect(opened.length).toBeLessThan(MINUTES * 60);
});
