import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startFastTime, type FastTime } from "../../testbed/fastTime";
import { exec } from "./sdkCalls";
import { ProcessController } from "./processController";
import { ProcessList } from "./useProcesses";
import type { ProcessOptions } from "./types";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";
import { addProcessStore } from "./knownProcesses";

let bed: ProcessTestbed;
let pass: FastTime["pass"];
let until: FastTime["until"];
const leave: (() => void)[] = [];
beforeEach(async () => {
  bed = await startProcessTestbed({ profile: "B" });
  // Brings the SDK, which would not load in no time.
  await exec(bed.store, { name: "other", command: "true" });
  ({ pass, until } = startFastTime(bed));
});
afterEach(async () => {
  for (const go of leave.splice(0)) go();
  vi.useRealTimers();
  vi.restoreAllMocks();
  await bed.close();
});

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

function show(visible: boolean) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(visible ? "visible" : "hidden");
  document.dispatchEvent(new Event("visibilitychange"));
}

const asked = () => bed.requests().length;

/** How many requests are made in that time. */
async function askedIn(ms: number) {
  const before = asked();
  await pass(ms);
  return asked() - before;
}

function read() {
  const controller = new ProcessController(bed.store, "dev", () => {});
  addProcessStore(bed.store, controller);
  const leaveLogs = controller.subscribeLogs(() => {});
  leave.push(leaveLogs);
  return controller;
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

const dev = { name: "dev", command: "echo up; exec sleep 60" };

describe("a reader of a process that is not there", () => {
  const news: [string, (controller: ProcessController) => unknown][] = [
    ["the tab is shown again", () => (show(false), show(true))],
    ["the network is back", () => window.dispatchEvent(new Event("online"))],
    ["the session is replaced", () => bed.rotate()],
    ["another reader comes", (controller) => leave.push(controller.subscribeLogs(() => {}))],
    ["the list shows it", () => leave.push(new ProcessList(bed.store).subscribe(() => {}))],
  ];

  it.each(news)("asks less and less, then no more until %s", async (_what, happen) => {
    const controller = read();
    expect(await askedIn(10 * SECOND)).toBeLessThanOrEqual(4);
    expect(controller.logs.status).toBe("absent");
    expect(await askedIn(2 * MINUTE)).toBeLessThanOrEqual(4);
    expect(await askedIn(10 * MINUTE)).toBe(0);
    expect(controller.logs.status).toBe("absent");
    await exec(bed.store, dev);
    await happen(controller);
    await until(() => expect(controller.recentLines(1)[0]?.text).toBe("up"));
  });

  it("finds at once what the list shows meanwhile", async () => {
    const controller = read();
    await pass(20 * SECOND);
    await exec(bed.store, dev);
    const before = performance.now();
    leave.push(new ProcessList(bed.store).subscribe(() => {}));
    await until(() => expect(controller.getSnapshot().status).toBe("running"));
    expect(performance.now() - before).toBeLessThan(5 * SECOND);
  });

  it("asks nothing in a tab that has been hidden for a minute", async () => {
    const controller = read();
    await pass(SECOND);
    show(false);
    await pass(MINUTE + SECOND);
    expect(await askedIn(10 * MINUTE)).toBe(0);
    expect(controller.logs.status).toBe("paused");
    show(true);
    expect(await askedIn(10 * SECOND)).toBeGreaterThan(0);
    expect(controller.logs.status).toBe("absent");
  });

  it("says what keeps it from looking, and looks again", async () => {
    const on = { kind: "session" } as const;
    const fault = bed.local.faults.inject({ type: "status", status: 503, on });
    const { logs } = read();
    await pass(10 * SECOND);
    expect(logs).toMatchObject({ status: "waiting", error: { kind: "sandbox-unavailable" } });
    fault.lift();
    await pass(MINUTE);
    expect(logs).toMatchObject({ status: "absent", error: undefined });
  });
});

describe("a process that could not be started for a passing reason", () => {
  it("is tried again less and less often, and not in a hidden tab", async () => {
    const on = { kind: "session" } as const;
    const fault = bed.local.faults.inject({ type: "status", status: 503, on });
    const controller = use({});
    await pass(5 * MINUTE);
    // A try asks five times.
    expect(await askedIn(10 * MINUTE)).toBeLessThanOrEqual(100);
    show(false);
    await pass(2 * MINUTE);
    expect(await askedIn(10 * MINUTE)).toBe(0);
    fault.lift();
    show(true);
    const before = performance.now();
    await until(() => expect(controller.getSnapshot().status).toBe("running"));
    expect(performance.now() - before).toBeLessThan(5 * SECOND);
  });

  it("is tried again when the server asks for it, no sooner", async () => {
    const on = { kind: "session" } as const;
    const fault = { type: "status", status: 429, retryAfterSeconds: 90, on, times: 1 } as const;
    bed.local.faults.inject(fault);
    const controller = use({});
    expect(await askedIn(MINUTE)).toBe(1);
    expect(controller.getSnapshot().error?.kind).toBe("rate-limited");
    await pass(MINUTE);
    expect(controller.getSnapshot().status).toBe("running");
  });
});

it("a stop that failed for a passing reason is not followed by a start", async () => {
  const fault = bed.local.faults.inject({ type: "status", status: 503, on: { kind: "session" } });
  const controller = new ProcessController(bed.store, "dev", () => {});
  const subscriber = controller.addSubscriber();
  leave.push(() => subscriber.release());
  subscriber.update({ ...dev, enabled: false });
  const stopped = subscriber.stop();
  await pass(SECOND);
  await stopped;
  expect(controller.getSnapshot().error?.kind).toBe("sandbox-unavailable");
  fault.lift();
  window.dispatchEvent(new Event("online"));
  await pass(5 * MINUTE);
  expect(bed.processes().map(({ name }) => name)).toEqual(["other"]);
});

it("ports are not asked for in a hidden tab, and at once when it is shown", async () => {
  const controller = use({ waitForPorts: [3000], readyTimeoutMs: 60 * MINUTE });
  await until(() => expect(controller.getSnapshot().pid).toBeDefined());
  show(false);
  await pass(2 * MINUTE);
  expect(await askedIn(10 * MINUTE)).toBe(0);
  show(true);
  expect(await askedIn(SECOND)).toBeGreaterThan(0);
  expect(controller.getSnapshot().status).toBe("starting");
});

it("a list that could not be had is asked for again, less and less often, and not in a hidden tab", async () => {
  const on = { kind: "session", path: "/process" } as const;
  const fault = bed.local.faults.inject({ type: "status", status: 503, on });
  const list = new ProcessList(bed.store);
  leave.push(list.subscribe(() => {}));
  await pass(5 * MINUTE);
  expect(list.getSnapshot().error?.kind).toBe("sandbox-unavailable");
  expect(await askedIn(10 * MINUTE)).toBeLessThanOrEqual(20);
  show(false);
  await pass(2 * MINUTE);
  expect(await askedIn(10 * MINUTE)).toBe(0);
  fault.lift();
  show(true);
  const before = performance.now();
  await until(() => expect(list.getSnapshot().error).toBeUndefined());
  expect(performance.now() - before).toBeLessThan(5 * SECOND);
  expect(list.getSnapshot().processes).toMatchObject([{ name: "other" }]);
});

it("a process that does not hear that it should end is killed after ten seconds, and the list says so", async () => {
  const list = new ProcessList(bed.store);
  leave.push(list.subscribe(() => {}));
  const deaf = "trap '' TERM; echo up; while :; do sleep 0.05; done";
  const { pid } = await exec(bed.store, { name: "deaf", command: deaf });
  await list.refresh();
  const entry = () => list.getSnapshot().processes.find((listed) => listed.pid === pid);
  const stopped = list.stop(pid);
  await pass(8 * SECOND);
  expect(entry()?.status).not.toBe("exited");
  // How long a signal takes is up to the machine, whose clock is another.
  await until(() =>
    expect(entry()).toMatchObject({ status: "exited", exit: { reason: "killed" } }),
  );
  await stopped;
  expect(list.getSnapshot().error?.message).toContain(
    '"deaf" was asked to end (SIGTERM), and was killed',
  );
  // Whatever else makes the list ask again does not take the word away.
  window.dispatchEvent(new Event("online"));
  await pass(SECOND);
  expect(list.getSnapshot().error?.kind).toBe("timeout");
  await list.refresh();
  expect(list.getSnapshot().error).toBeUndefined();
});

it("a log whose connections break at once is opened less and less often", async () => {
  const on = { kind: "session", path: "/process/*/logs/stream" } as const;
  bed.local.faults.inject({ type: "cut", afterBytes: 0, on });
  use(dev);
  await pass(2 * MINUTE);
  // Each is followed by the question how the process is: 160 on average, and 1,200 at a second each.
  expect(await askedIn(10 * MINUTE)).toBeLessThanOrEqual(400);
});
