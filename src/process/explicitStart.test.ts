import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { eventually } from "../../testbed/eventually";
import { ProcessController } from "./processController";
import type { ProcessOptions } from "./types";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";

let bed: ProcessTestbed;
const leave: (() => void)[] = [];
beforeEach(async () => {
  bed = await startProcessTestbed({ profile: "B" });
});
afterEach(async () => {
  for (const go of leave.splice(0)) go();
  await bed.close();
});

const runs = () => bed.processes().map(({ status }) => status);

function disabled(options: Partial<ProcessOptions> & { command: string }) {
  const controller = new ProcessController(bed.store, "dev", () => {});
  const subscriber = controller.addSubscriber();
  const render = () => subscriber.update({ name: "dev", enabled: false, ...options });
  render();
  leave.push(
    controller.subscribe(() => {}),
    () => subscriber.release(),
  );
  return { controller, subscriber, render };
}

it("start() waits for the ports although the component renders meanwhile, disabled as it is", async () => {
  const command = `exec node -e 'require("http").createServer().listen(3000, "0.0.0.0")'`;
  const { controller, subscriber, render } = disabled({ command, waitForPorts: [3000] });
  expect(bed.requests()).toEqual([]);
  leave.push(controller.subscribe(render));
  await subscriber.start();
  await eventually(() => expect(controller.getSnapshot().status).toBe("ready"));
  expect(bed.local.requests().filter(({ path }) => path.endsWith("/logs/stream"))).toHaveLength(1);
});

it.each(["stop", "kill"] as const)("%s() ends what nobody here has started", async (act) => {
  const first = disabled({ command: "exec sleep 60" });
  await first.subscriber.start();
  const onExit = vi.fn();
  const { controller, subscriber, render } = disabled({ command: "exec sleep 60", onExit });
  leave.push(controller.subscribe(render));
  await subscriber[act]();
  const reason = act === "stop" ? "stopped" : "killed";
  expect(controller.getSnapshot()).toMatchObject({ status: "exited", exit: { reason } });
  await eventually(() => expect(onExit).toHaveBeenCalledOnce());
  expect(runs()).toEqual([reason]);
});

it.each(["stop", "kill"] as const)(
  "%s() where nothing runs is no error, and no start",
  async (act) => {
    const { controller, subscriber, render } = disabled({ command: "exec sleep 60" });
    leave.push(controller.subscribe(render));
    await subscriber[act]();
    render();
    expect(controller.getSnapshot()).toEqual({ status: "idle", restartCount: 0 });
    expect(bed.requests()).toEqual(["GET /process"]);
  },
);

it("start() before the component was first committed counts once it is", async () => {
  const controller = new ProcessController(bed.store, "dev", () => {});
  const subscriber = controller.addSubscriber();
  leave.push(() => subscriber.release());
  await subscriber.start();
  subscriber.update({ name: "dev", command: "exec sleep 60", enabled: false });
  await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
});
