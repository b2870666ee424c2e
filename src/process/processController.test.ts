import { afterEach, describe, expect, it, vi } from "vitest";
import type { Profile } from "../local";
import { ProcessController } from "./processController";
import type { ProcessOptions } from "./processOptions";
import { startProcessTestbed, type ProcessTestbed } from "./processTestbed";

let bed: ProcessTestbed;
const leave: (() => void)[] = [];
afterEach(async () => {
  for (const go of leave.splice(0)) go();
  await bed.close();
});

function use(options: Partial<ProcessOptions> & { command: string }, onChange = () => {}) {
  const controller = new ProcessController(bed.store, options.name ?? "dev", onChange);
  const claim = controller.claim();
  claim.update({ name: "dev", ...options });
  leave.push(
    controller.subscribe(() => {}),
    () => claim.release(),
  );
  return { controller, claim };
}

const until = <T>(check: () => T) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const texts = (controller: ProcessController) =>
  controller.logs.buffer.slice().map(({ text }) => text);

describe.each<Profile>(["A", "B"])("profile %s", (profile) => {
  it("starts a process and attaches to it afterwards", async () => {
    bed = await startProcessTestbed({ profile });
    const { controller } = use({ command: "echo hello; sleep 30" });
    await until(() => expect(controller.getSnapshot().status).toBe("running"));
    await until(() => expect(texts(controller)).toEqual(["hello"]));
    const { controller: second } = use({ command: "echo hello; sleep 30" });
    await until(() => expect(second.getSnapshot().status).toBe("running"));
    expect(second.getSnapshot().pid).toBe(controller.getSnapshot().pid);
    expect(bed.processes()).toHaveLength(1);
  });

  it("tells how it ended, with its last lines", async () => {
    bed = await startProcessTestbed({ profile });
    const onError = vi.fn();
    const onExit = vi.fn();
    const { controller } = use({ command: "echo one; echo two >&2; exit 3", onError, onExit });
    await until(() => expect(onError).toHaveBeenCalledOnce());
    expect(onExit).toHaveBeenCalledExactlyOnceWith({ reason: "failed", code: 3 });
    expect(controller.getSnapshot()).toMatchObject({
      status: "exited",
      exit: { reason: "failed", code: 3 },
      error: { kind: "process-exited" },
    });
    const lines = onError.mock.calls[0]?.[1] as { text: string; stream: string }[];
    expect(lines.map(({ text, stream }) => `${stream} ${text}`).sort()).toEqual([
      "stderr two",
      "stdout one",
    ]);
  });

  it("stops, and starts again", async () => {
    bed = await startProcessTestbed({ profile });
    const { controller } = use({ command: "echo run; exec sleep 30" });
    await until(() => expect(texts(controller)).toEqual(["run"]));
    await controller.stop();
    expect(controller.getSnapshot()).toMatchObject({
      status: "exited",
      exit: { reason: "stopped" },
    });
    const { pid } = controller.getSnapshot();
    await controller.start();
    expect(controller.getSnapshot().status).toBe("running");
    expect(controller.getSnapshot().pid).not.toBe(pid);
    await until(() => expect(texts(controller).filter((text) => text === "run")).toHaveLength(2));
    await controller.restart();
    await until(() => expect(texts(controller).filter((text) => text === "run")).toHaveLength(3));
    await controller.kill();
    expect(controller.getSnapshot()).toMatchObject({
      status: "exited",
      exit: { reason: "killed" },
    });
    expect(bed.processes()).toHaveLength(3);
  });
});
