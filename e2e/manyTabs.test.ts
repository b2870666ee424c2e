// Tabs of one browser share its six HTTP/1.1 connections to a host: real ones, on one sandbox.
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import { createSandboxHandler } from "blaxel-react/server";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { Tab } from "../testbed/pageLife.ts";
import { startBuiltSite, type Site } from "./fixtures/site.ts";
import { launchBrowser } from "./visit.ts";

/** What may be open at a time, of the six that there are. */
const STREAMS = 4;

let local: LocalSandbox;
let site: Site;
/** The sandbox of the test. */
let name: string;
let browser: Browser;
let open: (names: string[], how?: { newWindow: boolean }) => Promise<Tab>;

beforeAll(async () => {
  [local, browser] = await Promise.all([startLocalSandbox(), launchBrowser()]);
  // Before `@blaxel/core` is imported, which reads them then.
  Object.assign(process.env, local.env);
  site = await startBuiltSite(
    "logs.html",
    createSandboxHandler({
      authorize: () => ({ name }),
      sandbox: { region: "local" },
      previews: { app: 3000 },
    }),
  );
});
afterAll(async () => {
  await browser.close();
  await site.close();
  await local.close();
});

let count = 0;
const tabs: Tab[] = [];
beforeEach(async () => {
  name = `tabs-${++count}`;
  const devtools = await browser.newBrowserCDPSession();
  open = async (names, how) => {
    const tab = await Tab.open(devtools, `${site.url}/logs.html?names=${names.join()}`, how);
    tabs.push(tab);
    return tab;
  };
});
afterEach(async () => {
  await Promise.all(tabs.splice(0).map((tab) => tab.close()));
});

const streams = () =>
  local.requests().filter(({ sandbox, path }) => sandbox === name && path.endsWith("/logs/stream"));

/** How many streams of these processes are open. */
function openStreams(names: readonly string[]): number {
  const wanted = local.processes(name).filter((process) => names.includes(process.name));
  return streams()
    .filter(({ durationMs }) => durationMs === undefined)
    .filter(({ path }) => wanted.some(({ pid }) => path === `/process/${pid}/logs/stream`)).length;
}

/** By when the server knows that the browser has closed a stream. */
const CLOSED_MS = 3_000;

/** How many streams were open at once, at most, but for those that were being closed. */
function mostAtOnce(): number {
  const began = streams().map(({ startedAt }) => startedAt);
  const isOpenAt = (moment: number) =>
    streams().filter(({ startedAt, durationMs = Infinity }) => {
      return startedAt <= moment && startedAt + durationMs > moment + CLOSED_MS;
    });
  return Math.max(...began.map((moment) => isOpenAt(moment).length));
}

const countOf = (tab: Tab, name: string) => tab.valueOf(`kit.lines["${name}"]?.length ?? 0`);

/** Waits until that log has so many lines, of which none is lost and none is there twice. */
async function hasLines(tab: Tab, name: string, atLeast: number): Promise<void> {
  await expect.poll(() => countOf(tab, name)).toBeGreaterThanOrEqual(atLeast);
  const lines = await tab.valueOf(`kit.lines["${name}"].map(({ text }) => text)`);
  expect(lines).toEqual(Array.from(lines as string[], (_, index) => `line ${index + 1}`));
}

it("two windows with three logs each leave one another a way to the sandbox", async () => {
  const names = ["a", "b", "c"];
  const both = [await open(names, { newWindow: true }), await open(names, { newWindow: true })];
  for (const tab of both) for (const name of names) await hasLines(tab, name, 5);
  expect(await Promise.all(both.map((tab) => tab.valueOf("kit.list()")))).toEqual([
    expect.any(Number),
    expect.any(Number),
  ]);
  // In turns, and none goes without for long.
  for (const tab of both) for (const name of names) await hasLines(tab, name, 30);
  await both[1]?.valueOf(`kit.stop["a"]()`);
  expect(mostAtOnce()).toBeLessThanOrEqual(STREAMS);
});

it("nine tabs with one log each are all answered", async () => {
  const names = Array.from({ length: 9 }, (_, index) => `log-${index}`);
  const all: Tab[] = [];
  for (const name of names) all.push(await open([name], { newWindow: name === names[0] }));
  const each = <Value>(ask: (tab: Tab, name: string) => Promise<Value>) =>
    Promise.all(all.map((tab, index) => ask(tab, names[index] ?? "")));
  await each((tab, name) => hasLines(tab, name, 5));
  await each(async (tab) => expect(await tab.valueOf("kit.list()")).toEqual(expect.any(Number)));
  await each((tab, name) => tab.valueOf(`kit.stop["${name}"]()`));
  expect(mostAtOnce()).toBeLessThanOrEqual(STREAMS);
});

it("a tab that is not looked at lets go first, and has lost no line when it is shown again", async () => {
  const [ofFirst, ofSecond] = [
    ["a", "b", "c", "d"],
    ["e", "f", "g", "h"],
  ] as const;
  const first = await open([...ofFirst], { newWindow: true });
  await expect.poll(() => openStreams(ofFirst)).toBe(4);
  // In the same window: the first one is hidden from now on.
  const second = await open([...ofSecond]);
  await expect.poll(() => first.valueOf("document.visibilityState")).toBe("hidden");
  await expect.poll(() => openStreams(ofSecond)).toBe(4);
  await expect.poll(() => openStreams(ofFirst)).toBe(0);
  const before = streams().length;
  for (const name of ofSecond) await hasLines(second, name, 10);
  // The hidden tab does not ask for its turn.
  expect(streams().length).toBe(before);
  await first.show();
  await expect.poll(() => openStreams(ofFirst)).toBe(4);
  for (const name of ofFirst) await hasLines(first, name, 20);
  expect(mostAtOnce()).toBeLessThanOrEqual(STREAMS);
});
