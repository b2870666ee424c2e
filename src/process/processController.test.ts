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

function use(options: Partial<ProcessOptions> & { command: string }, onChange = () => {}) {
  const controller = new ProcessController(bed.store, options.name ?? "dev", onChange);
  const subscriber = controller.addSubscriber();
  subscriber.update({ name: "dev", ...options });
  leave.push(
    controller.subscribe(() => {}),
    () => subscriber.release(),
  );
  return { controller, subscriber };
}

const texts = (controller: ProcessController) =>
  controller.logs.buffer.slice().map(({ text }) => text);

describe.each<Profile>(["A", "B"])("profile %s", (profile) => {
  it("starts a process and attaches to it afterwards", async () => {
    bed = await startProcessTestbed({ profile });
    const { controller } = use({ command: "echo hello; sleep 30" });
    await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
    await eventually(() => expect(texts(controller)).toEqual(["hello"]));
    const { controller: second } = use({ command: "echo hello; sleep 30" });
    await eventually(() => expect(second.getSnapshot().status).toBe("running"));
    expect(second.getSnapshot().pid).toBe(controller.getSnapshot().pid);
    expect(bed.processes()).toHaveLength(1);
  });

  it("tells how it ended, with its last lines", async () => {
    bed = await startProcessTestbed({ profile });
    const onError = vi.fn();
    const onExit = vi.fn();
    const { controller } = use({ command: "echo one; echo two >&2; exit 3", onError, onExit });
    await eventually(() => expect(onError).toHaveBeenCalledOnce());
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
    await eventually(() => expect(texts(controller)).toEqual(["run"]));
    await controller.stop();
    expect(controller.getSnapshot()).toMatchObject({
      status: "exited",
      exit: { reason: "stopped" },
    });
    const { pid } = controller.getSnapshot();
    await controller.start();
    expect(controller.getSnapshot().status).toBe("running");
    expect(controller.getSnapshot().pid).not.toBe(pid);
    await eventually(() =>
      expect(texts(controller).filter((text) => text === "run")).toHaveLength(2),
    );
    await controller.restart();
    await eventually(() =>
      expect(texts(controller).filter((text) => text === "run")).toHaveLength(3),
    );
    await controller.kill();
    expect(controller.getSnapshot()).toMatchObject({
      status: "exited",
      exit: { reason: "killed" },
    });
    expect(bed.processes()).toHaveLength(3);
  });

  it.each(["refuse", "reset", "504"] as const)(
    "invariant 9: starts one process whatever becomes of the request (%s)",
    async (what) => {
      bed = await startProcessTestbed({ profile });
      const on = { kind: "session", method: "POST", path: "/process" } as const;
      if (what === "refuse") bed.local.faults.inject({ type: "refuse", on, times: 1 });
      if (what === "reset") bed.local.faults.inject({ type: "reset", afterBytes: 0, on, times: 1 });
      if (what === "504") bed.local.faults.inject({ type: "status", status: 504, on, times: 1 });
      const { controller } = use({ command: "echo once; exec sleep 30" });
      await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
      await eventually(() => expect(texts(controller)).toEqual(["once"]));
      expect(bed.processes()).toHaveLength(1);
    },
  );

  it.each(["stop", "restart"] as const)(
    "a start during a %s gives a process that stays",
    async (act) => {
      bed = await startProcessTestbed({ profile });
      const { controller } = use({
        command: `exec node -e '
          process.on("SIGTERM", () => setInterval(() => require("fs").existsSync("end") && process.exit(0), 20));
          console.log("up"); setInterval(() => {}, 1000);
        '`,
      });
      await eventually(() => expect(texts(controller)).toEqual(["up"]));
      const { pid } = controller.getSnapshot();
      const ended = controller[act]();
      const deletion = `DELETE /process/${pid}`;
      await eventually(() => expect(bed.requests()).toContain(deletion));
      const started = controller.start();
      await bed.write("end", "");
      await Promise.all([ended, started]);
      const { status, pid: now } = controller.getSnapshot();
      expect(status).toBe("running");
      expect(now).not.toBe(pid);
      expect(
        bed.processes().map((process) => ({ pid: process.pid, status: process.status })),
      ).toContainEqual({ pid: now, status: "running" });
    },
  );

  it("invariant 9: a session that is refused as the process starts is replaced, and it starts once", async () => {
    bed = await startProcessTestbed({ profile });
    bed.local.faults.inject({
      type: "status",
      status: 401,
      on: { kind: "session", method: "POST", path: "/process" },
      times: 1,
    });
    const { controller } = use({ command: "exec sleep 30" });
    await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
    expect(bed.processes()).toHaveLength(1);
    expect(bed.replaced()).toBe(1);
  });

  it("does not adopt a process that runs another command", async () => {
    bed = await startProcessTestbed({ profile });
    use({ command: "exec sleep 30" });
    await eventually(() => expect(bed.processes()).toHaveLength(1));
    const { controller } = use({ command: "exec sleep 40" });
    await eventually(() => expect(controller.getSnapshot().error?.kind).toBe("command-mismatch"));
    expect(controller.getSnapshot().pid).toBeUndefined();
    await controller.restart();
    expect(controller.getSnapshot().status).toBe("running");
    expect(bed.processes().filter(({ status }) => status === "running")).toHaveLength(1);
  });

  it("runs once what has to run once", async () => {
    bed = await startProcessTestbed({ profile });
    const install = { command: "echo installed", runOnce: true };
    const first = use(install);
    await eventually(() => expect(first.controller.getSnapshot().exit?.reason).toBe("completed"));
    const second = use(install);
    await eventually(() => expect(second.controller.getSnapshot().exit?.reason).toBe("completed"));
    expect(bed.processes()).toHaveLength(1);
    await second.controller.start();
    await eventually(() => expect(bed.processes()).toHaveLength(2));
  });

  it("says that the folder is not there", async () => {
    bed = await startProcessTestbed({ profile });
    const { controller } = use({ command: "ls", workingDir: "/nowhere" });
    await eventually(() => expect(controller.getSnapshot().error?.kind).toBe("start-failed"));
    expect(controller.getSnapshot().error?.hint).toContain("/nowhere");
  });

  it("waits for ports, and notices a crash before they open with its last lines", async () => {
    bed = await startProcessTestbed({ profile });
    const serve = (host: string) =>
      `node -e 'require("http").createServer((q, r) => r.end()).listen(3000, "${host}", () => console.log("up"))'`;
    const { controller } = use({ command: serve("0.0.0.0"), waitForPorts: [3000] });
    await eventually(() => expect(controller.getSnapshot().status).toBe("ready"));
    expect(controller.getSnapshot().listening).toMatchObject([{ port: 3000, loopback: false }]);

    const inside = use({
      name: "inside",
      command: serve("127.0.0.1").replace("3000", "3001"),
      waitForPorts: [3001],
    });
    const onError = vi.fn();
    const crashing = use({
      name: "crash",
      command: "echo oops >&2; exit 1",
      waitForPorts: [3002],
      onError,
    });
    await eventually(() => expect(onError).toHaveBeenCalled());
    expect(crashing.controller.getSnapshot().exit).toEqual({ reason: "failed", code: 1 });
    expect(onError.mock.calls[0]?.[1]).toMatchObject([{ text: "oops", stream: "stderr" }]);
    await eventually(() =>
      expect(inside.controller.getSnapshot().error?.kind).toBe("bound-to-loopback"),
    );
    expect(bed.processes().filter(({ status }) => status === "running")).toHaveLength(2);
  });

  it("knows a restart from an end", async () => {
    bed = await startProcessTestbed({ profile });
    const states: string[] = [];
    const { controller } = use({
      command: "echo try; exit 4",
      restartOnFailure: true,
      maxRestarts: 2,
    });
    leave.push(controller.subscribeLogs(() => {}));
    leave.push(controller.subscribe(() => states.push(controller.getSnapshot().status)));
    await eventually(() => expect(controller.getSnapshot().status).toBe("exited"));
    expect(states.filter((status) => status === "exited")).toHaveLength(1);
    expect(states).toContain("restarting");
    expect(controller.getSnapshot()).toMatchObject({ restartCount: 2, exit: { code: 4 } });
    await eventually(() =>
      expect(texts(controller).filter((text) => text === "try")).toHaveLength(3),
    );
  });

  it("does not wait for ports that a restarted process cannot be asked for", async () => {
    bed = await startProcessTestbed({ profile });
    const states: string[] = [];
    const serve = 'require("net").createServer().listen(0, "0.0.0.0", () => console.log("up"))';
    const options = {
      command: `[ -e once ] && exec node -e '${serve}'; touch once; exit 1`,
      restartOnFailure: true,
      maxRestarts: 1,
      waitForPorts: [3000],
      readyTimeoutMs: 1_000,
    };
    const { controller } = use(options);
    leave.push(controller.subscribe(() => states.push(controller.getSnapshot().status)));
    await eventually(() => expect(texts(controller)).toContain("up"));
    await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
    expect(controller.getSnapshot().restartCount).toBe(1);
    expect(states).not.toContain("error");
    // Another page, which finds it as it is.
    const { controller: second } = use(options);
    await eventually(() => expect(second.getSnapshot().status).toBe("running"));
  });

  it("asks again in the pause before a restart when the question fails for a passing reason", async () => {
    bed = await startProcessTestbed({ profile });
    const { controller } = use({
      command: "[ -e once ] && { echo second; exec sleep 60; }; touch once; exit 1",
      restartOnFailure: true,
      maxRestarts: 1,
    });
    await eventually(() => expect(controller.getSnapshot().status).toBe("restarting"));
    const on = { kind: "session", method: "GET", path: "/process/*" } as const;
    const fault = bed.local.faults.inject({ type: "status", status: 503, on, times: 1 });
    await eventually(() => expect(texts(controller)).toContain("second"));
    await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
    expect(fault.fired).toBe(1);
  });

  it("writes to the process", async () => {
    bed = await startProcessTestbed({ profile });
    // Older servers know no input, where `cat` would end at once.
    const { controller } = use({ command: profile === "A" ? "sleep 60" : "cat", stdin: true });
    await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
    const written = controller.write("hello\n");
    if (profile === "A") {
      await expect(written).rejects.toMatchObject({ kind: "invalid-options" });
      return;
    }
    await written;
    await eventually(() => expect(texts(controller)).toEqual(["hello"]));
    await controller.closeStdin();
    await eventually(() => expect(controller.getSnapshot().exit?.reason).toBe("completed"));
  });

  it("keeps at most four streams open, and lets every process have its turn", async () => {
    bed = await startProcessTestbed({ profile });
    const names = ["p1", "p2", "p3", "p4", "p5", "p6"];
    const controllers = names.map(
      (name) => use({ name, command: `echo ${name}; exec sleep 60` }).controller,
    );
    for (const controller of controllers) leave.push(controller.subscribeLogs(() => {}));
    await eventually(() =>
      expect(controllers.map((controller) => texts(controller)[0])).toEqual(names),
    );
    const open = bed.local
      .requests()
      .filter(({ path, durationMs }) => path.endsWith("/logs/stream") && durationMs === undefined);
    expect(open.length).toBeLessThanOrEqual(4);
  });
});
