import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
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

let boxes = 0;

function backendFor(name = `box-${++boxes}`) {
  const events: SandboxBackendEvent[] = [];
  const { handler } = createSandboxBackend({
    authorize: () => ({ name }),
    sandbox: { region: "local" },
    onEvent: (event) => events.push(event),
  });
  const ask = async (refused?: string): Promise<SandboxSessionResponse["session"]> => {
    const query = refused === undefined ? "" : `?refused=${encodeURIComponent(refused)}`;
    const response = await handler(new Request(`http://app.localhost/api/sandbox${query}`));
    expect(response.status).toBe(200);
    const { session }: SandboxSessionResponse = await response.json();
    return session;
  };
  return { ask, name, events };
}

function later(ms: number) {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  vi.advanceTimersByTime(ms);
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

async function deleteSandbox(name: string) {
  const { SandboxInstance } = await import("@blaxel/core");
  await SandboxInstance.delete(name);
}

it("a sandbox that somebody deleted comes back once its session is refused", async () => {
  const { ask, name, events } = backendFor();
  const session = await ask();
  await deleteSandbox(name);
  expect((await ask()).name).toBe(session.name);
  later(6000);
  expect((await ask(session.name)).name).not.toBe(session.name);
  expect(events.filter(({ type }) => type === "session-created")).toHaveLength(2);
});

it("a name that a caller makes up costs the sandbox one look", async () => {
  const { ask, events } = backendFor();
  await ask();
  later(6000);
  const before = local.requests().length;
  for (let index = 0; index < 20; index++) await ask(`session-${index}`);
  const looks = local.requests().slice(before);
  expect(looks.map(({ path }) => path)).toEqual(["/health"]);
  expect(events.filter(({ type }) => type === "session-created")).toHaveLength(1);
});

it.each(["..", "a/b", "", "SESSION", "a".repeat(10_000), "\0", "session-1 "])(
  "what no session can be called costs none: %j",
  async (name) => {
    const { ask } = backendFor();
    await ask();
    later(6000);
    const before = local.requests().length;
    await ask(name);
    expect(local.requests()).toHaveLength(before);
  },
);

it("a session of another instance that is refused makes this one look after its own", async () => {
  const { ask: one, name } = backendFor();
  const { ask: two } = backendFor(name);
  const [first, second] = [await one(), await two()];
  later(6000);
  await deleteSandbox(name);
  const healed = await two(first.name);
  expect(healed.name).not.toBe(second.name);
  const health = await fetch(`${healed.url}/health`, {
    headers: { "x-blaxel-preview-token": healed.token },
  });
  expect(health.status).toBe(200);
});

it("a session whose sandbox goes after that look is replaced when it is refused itself", async () => {
  const { ask, name } = backendFor();
  const session = await ask();
  later(6000);
  expect((await ask("session-1")).name).toBe(session.name);
  await deleteSandbox(name);
  expect((await ask("session-1")).name).toBe(session.name);
  expect((await ask(session.name)).name).not.toBe(session.name);
});
