import { afterEach, describe, expect, it, vi } from "vitest";
import type { Profile } from "blaxel-local";
import { eventually } from "../../testbed/eventually";
import { ProcessController } from "./processController";
import type { ProcessOptions } from "./types";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";

let bed: ProcessTestbed;
const leave: (() => void)[] = [];
afterEach(async () => {
  for (const go of leave.splice(0)) go();
  await bed.close();
});

function use(options: Partial<ProcessOptions> & { command: string }) {
  const controller = new ProcessController(bed.store, "dev", () => {});
  const subscriber = controller.addSubscriber();
  const unsubscribe = controller.subscribe(() => {});
  const all = { name: "dev", ...options };
  subscriber.update(all);
  const go = () => {
    unsubscribe();
    subscriber.release();
  };
  leave.push(go);
  return { controller, go, disable: () => subscriber.update({ ...all, enabled: false }) };
}

const texts = (controller: ProcessController) =>
  controller.logs.buffer.slice().map(({ text }) => text);
const runs = () => bed.processes().map(({ pid, status }) => ({ pid, status }));
const running = () => runs().filter(({ status }) => status === "running");
const post = { kind: "session", method: "POST", path: "/process" } as const;

/** Fails once, and takes its time to end when it is started again. */
const failsOnce =
  "if [ -e once ]; then echo second; trap 'sleep 0.5; exit 0' TERM; while :; do sleep 0.05; done; else touch once; echo one; sleep 0.3; exit 1; fi";
const endsSlowly = "trap 'sleep 0.8; exit 0' TERM; echo up; while :; do sleep 0.05; done";

describe.each<Profile>(["A", "B"])("profile %s", (profile) => {
  it.each(["stop", "kill", "restart"] as const)(
    "%s is carried out in the pause before the server's own restart, and after it",
    async (act) => {
      for (const moment of ["pause", "after"] as const) {
        bed = await startProcessTestbed({ profile });
        const { controller } = use({ command: failsOnce, restartOnFailure: true, maxRestarts: 5 });
        leave.push(controller.subscribeLogs(() => {}));
        await eventually(() => {
          if (moment === "after") expect(texts(controller)).toContain("second");
          else expect(controller.getSnapshot().status).toBe("restarting");
        });
        await controller[act]();
        const { status, pid } = controller.getSnapshot();
        expect(status).toBe(act === "restart" ? "running" : "exited");
        await eventually(() =>
          expect(running()).toEqual(act === "restart" ? [{ pid, status: "running" }] : []),
        );
        for (const go of leave.splice(0)) go();
        if (moment === "pause") await bed.close();
      }
    },
  );

  it.each(["stop", "kill"] as const)(
    "%s of a process that starts is carried out, whoever is left",
    async (act) => {
      for (const goes of ["go", "disable"] as const) {
        bed = await startProcessTestbed({ profile });
        bed.local.faults.inject({ type: "latency", ms: 200, on: post, times: 1 });
        const used = use({ command: "exec sleep 60" });
        await eventually(() => expect(bed.requests()).toContain("POST /process"));
        const ended = used.controller[act]();
        used[goes]();
        await ended;
        expect(runs()).toHaveLength(1);
        await eventually(() => expect(running()).toEqual([]));
        for (const go of leave.splice(0)) go();
        if (goes === "go") await bed.close();
      }
    },
  );

  it("a restart is carried out although its component goes", async () => {
    bed = await startProcessTestbed({ profile });
    const { controller, go } = use({ command: endsSlowly });
    await eventually(() => expect(texts(controller)).toContain("up"));
    const [before] = running();
    const restarted = controller.restart();
    await eventually(() => expect(bed.requests()).toContain(`DELETE /process/${before?.pid}`));
    go();
    await restarted;
    await eventually(() => expect(running()).toHaveLength(1));
    expect(running()[0]?.pid).not.toBe(before?.pid);
  });

  it("stopOnUnmount ends a process whose start was never answered", async () => {
    bed = await startProcessTestbed({ profile });
    bed.local.faults.inject({ type: "latency", ms: 200, on: post, times: 1 });
    bed.local.faults.inject({ type: "reset", afterBytes: 0, on: post, times: 1 });
    const { go } = use({ command: "exec sleep 60", stopOnUnmount: true });
    await eventually(() => expect(bed.requests()).toContain("POST /process"));
    go();
    await eventually(() => expect(runs()).toHaveLength(1));
    await eventually(() => expect(running()).toEqual([]));
  });

  it("a component that comes back does not get the process that stopOnUnmount is ending", async () => {
    bed = await startProcessTestbed({ profile });
    const { controller, go } = use({ command: endsSlowly, stopOnUnmount: true });
    await eventually(() => expect(texts(controller)).toContain("up"));
    const [before] = running();
    go();
    await eventually(() => expect(bed.requests()).toContain(`DELETE /process/${before?.pid}`));
    const subscriber = controller.addSubscriber();
    leave.push(() => subscriber.release());
    subscriber.update({ name: "dev", command: endsSlowly });
    await eventually(() => expect(runs()).toHaveLength(2));
    await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
    expect(running()).toEqual([{ pid: controller.getSnapshot().pid, status: "running" }]);
  });

  it("a stop ends the run whose start was never answered, not the one before", async () => {
    bed = await startProcessTestbed({ profile });
    const { controller } = use({ command: "exec sleep 60" });
    await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
    await controller.stop();
    bed.local.faults.inject({ type: "stall", afterBytes: 0, on: post, times: 1 });
    void controller.start();
    await eventually(() => expect(running()).toHaveLength(1));
    const [{ pid } = { pid: "" }] = running();
    const stopped = controller.stop();
    bed.local.faults.clear();
    await stopped;
    expect(running()).toEqual([]);
    expect(controller.getSnapshot()).toMatchObject({ status: "exited", pid });
  });

  it("a stop that failed on the way is not taken for one that was heard", async () => {
    bed = await startProcessTestbed({ profile });
    const onExit = vi.fn();
    const command = "echo up; while [ ! -e crash ]; do sleep 0.05; done; exit 7";
    const { controller } = use({ command, onExit });
    await eventually(() => expect(texts(controller)).toContain("up"));
    const on = { kind: "session", method: "DELETE" } as const;
    const refused = bed.local.faults.inject({ type: "refuse", on });
    await controller.stop();
    expect(controller.getSnapshot().status).toBe("error");
    refused.lift();
    await bed.write("crash", "");
    await eventually(() => expect(onExit).toHaveBeenCalledWith({ reason: "failed", code: 7 }));
  });

  it("tells of an end although somebody starts it at once", async () => {
    bed = await startProcessTestbed({ profile });
    const onExit = vi.fn();
    const command = "[ -e once ] && exec sleep 60; touch once; exit 3";
    const { controller } = use({ command, onExit });
    const unsubscribe = controller.subscribe(() => {
      if (controller.getSnapshot().status === "exited") void controller.start();
    });
    leave.push(unsubscribe);
    await eventually(() => expect(runs()).toHaveLength(2));
    await eventually(() => expect(controller.getSnapshot().pid).toBe(running()[0]?.pid));
    expect(onExit).toHaveBeenCalledExactlyOnceWith({ reason: "failed", code: 3 });
  });

  it("tries again by itself where a start failed for a passing reason", async () => {
    bed = await startProcessTestbed({ profile });
    const refusal = { type: "status", status: 503, on: { kind: "session" }, times: 6 } as const;
    bed.local.faults.inject(refusal);
    const { controller } = use({ command: "exec sleep 60" });
    await eventually(() => expect(controller.getSnapshot().status).toBe("error"));
    await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
  });

  it("a reader finds a process through a moment of failure, and after one who wanted none", async () => {
    bed = await startProcessTestbed({ profile });
    const on = { kind: "session", method: "GET", path: "/process" } as const;
    const refusal = bed.local.faults.inject({ type: "status", status: 503, on, times: 1 });
    const reader = new ProcessController(bed.store, "dev", () => {});
    leave.push(reader.subscribeLogs(() => {}));
    await eventually(() => expect(refusal.fired).toBe(1));
    const subscriber = reader.addSubscriber();
    subscriber.update({ name: "dev", command: "x", enabled: false });
    subscriber.release();
    use({ command: "echo hello; exec sleep 60" });
    await eventually(() => expect(texts(reader)).toEqual(["hello"]));
  });
});
