import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FaultMatch } from "blaxel-local";
import { listAll, lookUp, lookUpPorts } from "../platform";
import { eventually } from "../../testbed/eventually";
import { PATIENCE } from "../../testbed/patience";
import { exec } from "./sdkCalls";
import { ProcessController } from "./processController";
import type { ProcessOptions } from "./types";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";

let bed: ProcessTestbed;
const leave: (() => void)[] = [];
beforeEach(async () => {
  bed = await startProcessTestbed({ profile: "B" });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const go of leave.splice(0)) go();
  await bed.close();
});

const { signal } = new AbortController();
const session = { kind: "session" } as const;

/** Every question to the sandbox, and the same answered with an error. */
const questions: [string, (pid: string) => Promise<unknown>][] = [
  ["a process", (pid) => lookUp(bed.store, pid, signal)],
  ["a process that is not there", () => lookUp(bed.store, "nobody", signal)],
  ["all processes", () => listAll(bed.store, signal)],
  ["open ports", (pid) => lookUpPorts(bed.store, pid, signal)],
  ["the ports of a process that is not there", () => lookUpPorts(bed.store, "4000000", signal)],
];

describe.each(questions)("invariant 7: the question for %s", (what, ask) => {
  const outcomeOf = async (pid: string) => ask(pid).catch((error: unknown) => error);
  const begin = () => exec(bed.store, { name: "dev", command: "exec sleep 60" });

  it("ends in time although the body of the answer stalls", async () => {
    const { pid } = await begin();
    const stall = bed.local.faults.inject({ type: "stall", afterBytes: 0, on: session });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let outcome: unknown;
    void outcomeOf(pid).then((result) => (outcome = result));
    await eventually(() => expect(stall.fired).toBe(1));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(outcome).toMatchObject({ kind: "timeout", retryable: true });
  });

  it.each([false, true])(
    "is worth another one after half an answer (abruptly: %s)",
    async (abruptly) => {
      const { pid } = await begin();
      const cut = bed.local.faults.inject({ type: "cut", afterBytes: 1, abruptly, on: session });
      const outcome = await outcomeOf(pid);
      expect(cut.fired).toBe(1);
      // Of an error enough is known without its body.
      const isAnswer = !what.includes("not there");
      expect(outcome).toMatchObject(
        isAnswer ? { kind: "sandbox-unreachable", retryable: true } : { name: "SandboxError" },
      );
      expect(String(outcome)).not.toContain("JSON at");
    },
  );
});

/** From now on time stands still, but for the sandbox and its processes. */
const stopTime = () => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });

/** Lets time run ahead of the clock until that is so, as soon as `mayPass` says that it may. */
async function inNoTime(check: () => void, mayPass = () => true) {
  const giveUpAt = Date.now() + PATIENCE.timeout;
  if (!vi.isFakeTimers()) stopTime();
  for (;;) {
    try {
      check();
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await vi.advanceTimersByTimeAsync(mayPass() ? 10 : 0);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function use(options: Partial<ProcessOptions>) {
  const controller = new ProcessController(bed.store, "dev", () => {});
  const subscriber = controller.addSubscriber();
  leave.push(
    controller.subscribe(() => {}),
    () => subscriber.release(),
  );
  subscriber.update({ name: "dev", command: "exec sleep 60", ...options });
  return controller;
}

const listen = `exec node -e 'require("http").createServer().listen(3000, "0.0.0.0")'`;
const requests: [string, FaultMatch][] = [
  ["the look for it", { method: "GET", path: "/process" }],
  ["the request to start it", { method: "POST", path: "/process" }],
  ["the question for its ports", { method: "GET", path: "/network/process/*/ports" }],
];

describe("a process", () => {
  // Brings the SDK, which would not load in no time.
  beforeEach(() => exec(bed.store, { name: "other", command: "true" }));

  it.each(requests)("gets ready although the answer to %s stalls once", async (_what, on) => {
    const fault = { type: "stall", afterBytes: 0, on: { ...session, ...on }, times: 1 } as const;
    const stall = bed.local.faults.inject(fault);
    const controller = use({ command: listen, waitForPorts: [3000] });
    await inNoTime(() => expect(controller.getSnapshot().status).toBe("ready"));
    expect(stall.fired).toBe(1);
    expect(bed.processes().filter(({ name }) => name === "dev")).toHaveLength(1);
  });

  it.each(requests)("gets ready although the answer to %s breaks off once", async (_what, on) => {
    const fault = { type: "cut", afterBytes: 9, on: { ...session, ...on }, times: 1 } as const;
    const cut = bed.local.faults.inject(fault);
    const controller = use({ command: listen, waitForPorts: [3000] });
    await eventually(() => expect(controller.getSnapshot().status).toBe("ready"));
    expect(cut.fired).toBe(1);
    expect(bed.processes().filter(({ name }) => name === "dev")).toHaveLength(1);
  });

  it("says so, and in the time it was given, where no answer gets through", async () => {
    stopTime();
    const controller = use({ waitForPorts: [3000], readyTimeoutMs: 3_000 });
    const isAskingForPorts = () => expect(bed.requests().join()).toMatch(/ports/);
    await inNoTime(isAskingForPorts, () => false);
    const before = performance.now();
    bed.local.faults.inject({ type: "stall", afterBytes: 0, on: session });
    await inNoTime(() => expect(controller.getSnapshot().status).toBe("error"));
    expect(controller.getSnapshot().error).toMatchObject({ kind: "timeout" });
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it.each(["stop", "kill"] as const)("is over after a %s whose answer stalls", async (act) => {
    const controller = use({});
    await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
    const on = { ...session, method: "DELETE" };
    bed.local.faults.inject({ type: "stall", afterBytes: 0, on });
    stopTime();
    const before = performance.now();
    let isOver = false;
    void controller[act]().then(() => (isOver = true));
    const hasEnded = () =>
      bed.processes().some(({ name, status }) => name === "dev" && status !== "running");
    await inNoTime(() => expect(isOver).toBe(true), hasEnded);
    expect(controller.getSnapshot().status).toBe("exited");
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
