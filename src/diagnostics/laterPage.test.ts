import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createStaticProcess } from "../process/staticProcess";
import { ErrorStore } from "./errorStore";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-06-01T20:31:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

const up = {
  state: { status: "ready", pid: "1", restartCount: 0, listening: [] },
  command: "npm run dev",
} as const;
const onAction: Parameters<typeof createStaticProcess>[1]["onAction"] = (_, state) => state;

/** A page: an empty log of the process, its own preview, and what it has read. */
function openPage() {
  const process = createStaticProcess("dev", { ...up, lines: [], logStatus: "live", onAction });
  const store = new ErrorStore(process, { root: "/app" });
  const preview = (status: string, frame = "mounted") =>
    store.update({ preview: { status, isReloading: false, evidence: { frame } } });
  preview("waiting", "absent");
  return {
    read: () => store.subscribe(() => undefined),
    print: (lines: readonly string[]) => {
      for (const text of lines) process.logs.buffer.append({ text, stream: "stdout" });
    },
    begins: () => preview("loading"),
    loaded: () => preview("ready", "loaded"),
    seen: () =>
      store.getSnapshot().errors.map(({ message, status, count }) => [message, status, count]),
  };
}
type Page = ReturnType<typeof openPage>;

/** Lets so much time pass, with everything that is due in it. */
async function pass(ms: number) {
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(ms);
}

const time = () => new Date().toLocaleTimeString("en-US", { timeZone: "UTC" });
const nope = () => [
  `${time()} [vite] Internal server error: Failed to resolve import "./nope" from "src/App.jsx".`,
  "  Plugin: vite:import-analysis",
  "  File: /app/src/App.jsx:2:21",
];
const token = () => [
  `${time()} [vite] Internal server error: Unexpected token`,
  "  Plugin: vite:oxc",
  "  File: /app/src/Other.jsx:4:8",
];
const thrown = () => [
  `${time()} [vite] (client) [Unhandled error] TypeError: x is null`,
  " > App src/App.jsx:6:19",
];
const update = () => [`${time()} [vite] (client) hmr update /src/App.jsx`];
const server = () => ["⨯ TypeError: x is null", "    at Page (app/page.jsx:3:22)"];
const answer = (status: number) => () => [` GET / ${status} in 20ms`];
const compiled = () => ["✓ Compiled in 20ms"];
const wrong = () => [
  "⨯ ./app/page.jsx:4:8",
  "Parsing ecmascript source code failed",
  "> 4 | const a = ;",
  "    |           ^",
  "Expected expression",
];
const nothing = (): string[] => [];

/** What is printed when a page is loaded that fails, what the repair prints, and what the next page. */
const repairs: Record<
  string,
  { first: () => string[]; repair: () => string[]; later: () => string[] }
> = {
  "announced by Vite": { first: nope, repair: update, later: token },
  "that prints nothing": { first: nope, repair: nothing, later: token },
  "of an error in the browser": { first: thrown, repair: update, later: token },
  "announced by Next": {
    first: () => [...wrong(), ...answer(500)()],
    repair: compiled,
    later: () => [...server(), ...answer(500)()],
  },
  "that an answer of Next shows": {
    first: () => [...server(), ...answer(200)()],
    repair: answer(200),
    later: () => [...wrong(), ...answer(500)()],
  },
};

/** The ways in which log and preview come to a page that is opened later. */
const orders: Record<
  string,
  (page: Page, log: readonly string[], loading: () => readonly string[]) => Promise<void>
> = {
  "the log before the preview": async (page, log, loading) => {
    page.read();
    await pass(0);
    page.print(log);
    await pass(500);
    page.begins();
    await pass(500);
    page.print(loading());
    page.loaded();
  },
  "the preview before the log": async (page, log, loading) => {
    page.read();
    await pass(0);
    page.begins();
    await pass(500);
    const printed = loading();
    page.loaded();
    await pass(500);
    page.print([...log, ...printed]);
  },
  "the preview in the middle of the log": async (page, log, loading) => {
    page.read();
    page.begins();
    await pass(500);
    const all = [...log, ...loading()];
    page.print(all.slice(0, 2));
    await pass(20);
    page.loaded();
    page.print(all.slice(2));
  },
  "the log between the preview's beginning and its end": async (page, log, loading) => {
    page.read();
    page.begins();
    await pass(500);
    page.print([...log, ...loading()]);
    await pass(500);
    page.loaded();
  },
  "both before the code that reads": async (page, log, loading) => {
    page.print(log);
    page.begins();
    await pass(500);
    page.print(loading());
    page.loaded();
    await pass(500);
    page.read();
  },
};

const cases = Object.keys(orders).flatMap((order) =>
  Object.keys(repairs).map((repair) => ({ order, repair })),
);

it.each(cases)(
  "a page that is opened after a repair $repair sees what the first one sees: $order",
  async ({ order, repair: name }) => {
    const { first: failing, repair, later: failingLater } = repairs[name] ?? {};
    const come = orders[order];
    if (!failing || !repair || !failingLater || !come) throw new Error(name);
    const log: string[] = [];
    const live = openPage();
    const print = (lines: readonly string[]) => {
      log.push(...lines);
      live.print(lines);
      return lines;
    };
    live.read();
    await pass(0);
    live.begins();
    await pass(1_000);
    live.loaded();
    print([`  VITE v8.3.8  ready in 200 ms`, ...failing()]);
    await pass(10_000);
    print(repair());
    live.begins();
    await pass(500);
    live.loaded();
    await pass(10_000);
    print(failingLater());
    await pass(30_000);
    expect(live.seen().map(([, status]) => status)).toEqual(["resolved", "open"]);

    const later = openPage();
    const before = [...log];
    await come(later, before, () => print(failingLater()));
    await pass(3_000);
    expect(live.seen().map(([, status]) => status)).toEqual(["resolved", "open"]);
    expect(later.seen()).toEqual(live.seen());
  },
);

it("an error that the page's own load prints is open, though it came before the load ended", async () => {
  const page = openPage();
  page.read();
  await pass(0);
  page.begins();
  await pass(1_000);
  page.loaded();
  page.print(nope());
  await pass(5_000);
  page.begins();
  await pass(300);
  page.print(nope());
  await pass(300);
  page.loaded();
  await pass(5_000);
  expect(page.seen().map(([, status, count]) => [status, count])).toEqual([["open", 2]]);
});
