import { StrictMode } from "react";
import { afterEach, expect, it } from "vitest";
import { commands } from "vitest/browser";
import { render } from "vitest-browser-react";
import { eventually } from "../../testbed/eventually";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { emulatorsLeft, showTerminal, showTerminals } from "./terminalPage";

let stack: BrowserStack;
afterEach(() => stack.stop());

const MOUNTS = 20;
/** A terminal that stayed would hold more, twenty of them many times as much. */
const MOST_GROWTH = 4_000_000;

/** The timers that wait, each by what has set it. */
function watchTimers() {
  const live = new Map<number, string>();
  const { setTimeout: later, clearTimeout: stop, setInterval: often, clearInterval: end } = window;
  const started = () => new Error("set").stack ?? "";
  Object.assign(window, {
    setTimeout: (run: () => void, ms?: number, ...values: unknown[]) => {
      const id: number = later(() => {
        live.delete(id);
        Reflect.apply(run, window, values);
      }, ms);
      live.set(id, started());
      return id;
    },
    setInterval: (run: () => void, ms?: number) => {
      const id: number = often(run, ms);
      live.set(id, started());
      return id;
    },
    clearTimeout: (id: number) => (live.delete(id), stop(id)),
    clearInterval: (id: number) => (live.delete(id), end(id)),
  });
  const close = () =>
    Object.assign(window, {
      setTimeout: later,
      clearTimeout: stop,
      setInterval: often,
      clearInterval: end,
    });
  return { live, close };
}

const sockets = async () =>
  (await stack.call("requests")).filter(({ path }) => path.startsWith("/terminal/ws"));

it(`${MOUNTS} mounts and unmounts leave no socket, no timer, no emulator and no growing heap`, async () => {
  stack = await startBrowserStack();
  const timers = watchTimers();
  try {
    const mount = async () => {
      const { terminals, unmount } = await showTerminals(stack, { sessionId: "one" });
      await terminals[0]?.is("open");
      await unmount();
    };
    const first = await showTerminal(stack, { sessionId: "one" });
    await first.run("seq 1 5000");
    await first.shows(/^5000$/m);
    await first.unmount();
    for (let count = 0; count < MOUNTS / 2; count++) await mount();
    const before = await commands.collectGarbage();
    for (let count = 0; count < MOUNTS / 2; count++) await mount();
    // React holds what it drew last until it draws something else.
    const empty = await render(<StrictMode>nothing</StrictMode>);
    await empty.unmount();
    await eventually(async () => {
      const after = await commands.collectGarbage();
      expect(emulatorsLeft()).toBe(0);
      expect(after - before).toBeLessThan(MOST_GROWTH);
    });
    await eventually(async () => {
      const all = await sockets();
      expect(all.length).toBeGreaterThan(0);
      expect(all.filter(({ durationMs }) => durationMs === undefined)).toEqual([]);
    });
    await eventually(() => expect([...timers.live.values()]).toEqual([]));
    expect(document.querySelector(".xterm")).toBeNull();
  } finally {
    timers.close();
  }
}, 400_000);
