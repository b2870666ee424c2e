import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../../testbed/eventually";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";
import { lookUp, lookUpPorts, openLogStream, sendInput } from "../platform";
import { ProcessController } from "./processController";
import { ProcessList } from "./useProcesses";

const inNoAddress = [
  ".",
  "..",
  "",
  " ",
  "\t\n",
  "a/b",
  "../process",
  "..\0",
  "\ud800",
  "dev\udc00x",
];
const names = [...inNoAddress, "3000", "-1", "+7"];
const refusal = { name: "SandboxError", kind: "invalid-options", retryable: false };
const { signal } = new AbortController();

let bed: ProcessTestbed;
beforeEach(async () => {
  bed = await startProcessTestbed();
});
afterEach(() => bed.close());

describe.each(names)("the process name %j", (name) => {
  it("is refused unasked by all that reads its log, and said to be so", async () => {
    const controller = new ProcessController(bed.store, name, () => {});
    const leave = controller.subscribeLogs(() => {});
    await eventually(() => expect(controller.logs.error).toMatchObject(refusal));
    expect(controller.getSnapshot()).toMatchObject({ status: "error", error: refusal });
    controller.onListed();
    await controller.stop();
    await controller.kill();
    leave();
    expect(controller.getSnapshot()).toMatchObject({ status: "error", error: refusal });
    expect(bed.requests()).toEqual([]);
  });

  it("is refused alike by all that starts it", async () => {
    const controller = new ProcessController(bed.store, name, () => {});
    const subscriber = controller.addSubscriber();
    subscriber.update({ name, command: "true" });
    await subscriber.restart();
    expect(controller.getSnapshot()).toMatchObject({ status: "error", error: refusal });
    subscriber.release();
    expect(bed.requests()).toEqual([]);
  });
});

describe.each(inNoAddress)("the pid %j", (pid) => {
  it("is refused unasked by the list, and by every route", async () => {
    const list = new ProcessList(bed.store);
    const leave = list.subscribe(() => {});
    await eventually(() => expect(list.getSnapshot().isLoading).toBe(false));
    for (const act of [list.stop, list.kill]) {
      await act(pid);
      expect(list.getSnapshot().error).toMatchObject(refusal);
    }
    leave();
    const routes = [
      lookUp(bed.store, pid, signal),
      lookUpPorts(bed.store, pid, signal),
      openLogStream(bed.store, pid, { signal }),
      sendInput(bed.store, pid, "y"),
    ];
    for (const route of routes) await expect(route).rejects.toMatchObject(refusal);
    expect(new Set(bed.requests())).toEqual(new Set(["GET /process"]));
  });
});
