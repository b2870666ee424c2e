import { expect, it } from "vitest";
import type { LogLine } from "../process";
import { SILENCE_MS, watchSelfRestarts } from "./selfRestart";

function log() {
  const lines: LogLine[] = [];
  return {
    recentLines: (count: number) => lines.slice(-count),
    print: (...texts: string[]) => {
      for (const text of texts) lines.push({ number: lines.length + 1, text, stream: "stdout" });
    },
    clear: () => void lines.splice(0),
  };
}

const banner = "  VITE v8.3.8  ready in 312 ms";
const restarted = "8:43:02 PM \u001B[36m[vite]\u001B[39m \u001B[32mserver restarted.\u001B[39m";

it("reports each time that Vite has started itself anew, once", () => {
  const dev = log();
  const watched = watchSelfRestarts(dev, 0);
  dev.print(banner);
  expect(watched.read(100)).toBe(false);
  dev.print("[vite] vite.config.js changed, restarting server...", restarted);
  expect(watched.read(60_000)).toBe(true);
  expect(watched.read(60_010)).toBe(false);
  dev.print(restarted);
  expect(watched.read(90_000)).toBe(true);
  dev.clear();
  dev.print(restarted);
  expect(watched.read(95_000)).toBe(true);
  expect(watched.mayCome).toBe(true);
});

it("takes what a log begins with for what was printed before", () => {
  const dev = log();
  const watched = watchSelfRestarts(dev, 0);
  dev.print(banner, restarted);
  expect(watched.read(40_000)).toBe(false);
  dev.print(restarted);
  expect(watched.read(40_100)).toBe(false);
});

it("takes what was there before it looked for old, however late the next line comes", () => {
  const dev = log();
  dev.print(banner, restarted);
  const watched = watchSelfRestarts(dev, 0);
  expect(watched.mayCome).toBe(true);
  dev.print(restarted);
  expect(watched.read(60_000)).toBe(true);
  // The log may have been opened a moment before, so that the rest of its replay is still to come.
  const early = watchSelfRestarts(dev, 0);
  dev.print(restarted);
  expect(early.read(100)).toBe(false);
});

it("does not take a failed restart, or another server's, for one", () => {
  const dev = log();
  const watched = watchSelfRestarts(dev, 0);
  dev.print(banner);
  watched.read(0);
  dev.print("[vite] server restart failed", "api: server restarted");
  expect(watched.read(60_000)).toBe(false);
});

it("lets go of a log that is not Vite's, or that says nothing", () => {
  const other = log();
  const watched = watchSelfRestarts(other, 0);
  other.print("listening on 3000");
  watched.read(100);
  expect(watched.mayCome).toBe(true);
  watched.read(2_100);
  expect(watched.mayCome).toBe(false);
  const silent = watchSelfRestarts(log(), 0);
  silent.read(SILENCE_MS);
  expect(silent.mayCome).toBe(false);
});
