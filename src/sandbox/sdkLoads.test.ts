import { afterEach, expect, it, vi } from "vitest";
import type * as Core from "@blaxel/core";
import { eventually } from "../../testbed/eventually";
import { SandboxError } from "../errors";
import { createStaticStore, Credential, type SessionStore } from "../session";
import { sandboxHandle } from "./sandboxHandle";
import * as sdk from "./sdk";

const counts = vi.hoisted(() => ({ loads: 0, instances: 0 }));
vi.mock("@blaxel/core", async (original) => {
  counts.loads++;
  const core = await original<typeof Core>();
  class SandboxInstance extends core.SandboxInstance {
    constructor(...args: ConstructorParameters<typeof core.SandboxInstance>) {
      super(...args);
      counts.instances++;
    }
  }
  return { ...core, SandboxInstance };
});

const none = new SandboxError({ kind: "timeout", message: "", hint: "", retryable: true });
const credential = (count: number) =>
  new Credential("s", `https://s${count}.example`, `token-${count}`, Infinity, count);

afterEach(() => {
  counts.loads = counts.instances = 0;
  vi.restoreAllMocks();
});

it("invariant 3: 20 rotations with 200 calls in flight load the SDK once and make one instance", async () => {
  let current = credential(1);
  const store: SessionStore = {
    ...createStaticStore(none),
    peek: () => current,
    credential: async () => current,
  };
  const load = vi.spyOn(sdk, "loadSdk");
  const { run } = sandboxHandle(store);
  const instances = new Set<unknown>();
  const urls = new Set<string>();
  for (let rotation = 0; rotation < 20; rotation++) {
    const finish: (() => void)[] = [];
    const calls = Array.from({ length: 200 }, () =>
      run(async (sandbox) => {
        instances.add(sandbox);
        await new Promise<void>((resolve) => finish.push(resolve));
        urls.add(store.peek()?.url ?? "");
      }),
    );
    await eventually(() => expect(finish).toHaveLength(200));
    current = credential(current.generation + 1);
    for (const end of finish) end();
    await Promise.all(calls);
  }
  expect(urls.size).toBe(20);
  expect(instances.size).toBe(1);
  expect(counts).toEqual({ loads: 1, instances: 1 });
  const loading = load.mock.results.map(({ value }) => value as unknown);
  expect(loading.length).toBeGreaterThanOrEqual(20 * 200);
  expect(new Set(loading).size).toBe(1);
});
