import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import type { SandboxSessionResponse } from "../wire";
import { createSandboxBackend } from "./backend";
import type { SandboxBackendEvent } from "./events";

let local: LocalSandbox;
beforeAll(async () => {
  local = await startLocalSandbox();
  Object.assign(process.env, local.env);
});
afterAll(() => local.close());
afterEach(() => {
  vi.useRealTimers();
});

const minute = 60_000;

interface Tab {
  answer: SandboxSessionResponse;
  askAgainAt: number;
}

it("two instances behind a round-robin: in a simulated day no session is deleted under a tab", async () => {
  const events: SandboxBackendEvent[] = [];
  const instances = [1, 2].map(() =>
    createSandboxBackend({
      authorize: () => ({ name: "shared" }),
      sandbox: { region: "local" },
      previews: { app: 3000 },
      onEvent: (event) => events.push(event),
    }),
  );
  let turn = 0;
  const ask = async (): Promise<Tab> => {
    // The SDK names sessions by the millisecond, and nothing here lets one pass by itself.
    vi.advanceTimersByTime(1000);
    const instance = instances[turn++ % instances.length];
    const response = await instance?.handler(new Request("http://app.localhost/api/sandbox"));
    const answer: SandboxSessionResponse = await response?.json();
    return { answer, askAgainAt: Date.now() + (answer.refresh_in ?? 0) * 1000 };
  };
  vi.useFakeTimers({ toFake: ["Date", "performance"] });

  const tabs: Tab[] = [];
  let refused = 0;
  for (let time = 0; time < 24 * 60; time += 10) {
    if (time % 50 === 0 && tabs.length < 7) tabs.push(await ask());
    for (const [index, tab] of tabs.entries()) {
      if (Date.now() >= tab.askAgainAt) tabs[index] = await ask();
      const { session } = tabs[index]?.answer ?? tab.answer;
      const health = await fetch(`${session.url}/health`, {
        headers: { "x-blaxel-preview-token": session.token },
      });
      await health.arrayBuffer();
      if (health.status !== 200) refused += 1;
    }
    vi.advanceTimersByTime(10 * minute);
  }

  expect(refused).toBe(0);
  const count = (type: SandboxBackendEvent["type"]) =>
    events.filter((one) => one.type === type).length;
  expect(count("failed")).toBe(0);
  // Each instance holds one session for half an hour at a time.
  expect(count("session-created")).toBeLessThanOrEqual(2 * 48);
  // What has ended is swept, and no more is left than the day's last hours made.
  expect(count("session-removed")).toBeGreaterThan(count("session-created") / 2);
  const { SandboxInstance } = await import("@blaxel/core");
  const left = await (await SandboxInstance.get("shared")).previews.list();
  expect(left.length).toBeLessThan(12);
});
