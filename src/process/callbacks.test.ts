import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventually } from "../../testbed/eventually";
import { LogSelection } from "./useProcessLogs";
import { ProcessController } from "./processController";
import { ProcessList } from "./useProcesses";
import type { ProcessOptions } from "./types";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";

const reported: unknown[] = [];
let bed: ProcessTestbed;
const leave: (() => void)[] = [];
beforeEach(async () => {
  reported.length = 0;
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  bed = await startProcessTestbed({ profile: "B" });
});
afterEach(async () => {
  for (const go of leave.splice(0)) go();
  await bed.close();
  vi.unstubAllGlobals();
});

const fault = new Error("of the user's own code");
const throws = () => {
  throw fault;
};

function use(options: Partial<ProcessOptions> & { command: string }) {
  const controller = new ProcessController(bed.store, "dev", () => {});
  const subscriber = controller.addSubscriber();
  leave.push(
    controller.subscribe(() => {}),
    () => subscriber.release(),
  );
  const update = (more: Partial<ProcessOptions>) =>
    subscriber.update({ name: "dev", ...options, ...more });
  update({});
  return { controller, update };
}

describe.each([
  ["throws", throws],
  ["rejects late", () => new Promise<void>((_, reject) => setTimeout(reject, 20, fault))],
])("invariant 13: a callback that %s is reported, and everything goes on", (_what, callback) => {
  it("onError", async () => {
    const onError = vi.fn(callback);
    const { controller, update } = use({ command: "true", workingDir: "/nowhere", onError });
    await eventually(() => expect(onError).toHaveBeenCalledOnce());
    await controller.start();
    await eventually(() => expect(onError).toHaveBeenCalledTimes(2));
    update({ workingDir: undefined, command: "exec sleep 60" });
    await controller.start();
    expect(controller.getSnapshot().status).toBe("running");
    await eventually(() => expect(reported).toEqual([fault, fault]));
  });

  it("onExit", async () => {
    const onExit = vi.fn(callback);
    const onError = vi.fn();
    const { controller } = use({ command: "exit 3", onExit, onError });
    await eventually(() => expect(onError).toHaveBeenCalledOnce());
    await controller.start();
    await eventually(() => expect(onError).toHaveBeenCalledTimes(2));
    expect(onExit).toHaveBeenCalledTimes(2);
    expect(controller.getSnapshot()).toMatchObject({ status: "exited", exit: { code: 3 } });
    await eventually(() => expect(reported).toEqual([fault, fault]));
  });
});

const acts = ["start", "stop", "kill", "restart"] as const;
const runs = () => bed.processes().filter(({ name }) => name === "dev").length;

describe.each(acts)("invariant 13: %s called from within a callback is carried out", (act) => {
  const isAlive = act === "start" || act === "restart";

  it("onExit", async () => {
    const seen: string[] = [];
    const { controller } = use({
      command: "[ -e once ] && exec sleep 60; touch once; exit 3",
      onExit: () => {
        if (seen.push(controller.getSnapshot().status) === 1) void controller[act]();
      },
    });
    await eventually(() => expect(seen).toEqual(["exited"]));
    if (isAlive) await eventually(() => expect(runs()).toBe(2));
    await controller.start();
    expect(controller.getSnapshot().status).toBe("running");
    expect(runs()).toBe(2);
    expect(seen).toEqual(["exited"]);
  });

  it("onError", async () => {
    const onError = vi.fn(() => {
      if (onError.mock.calls.length === 1) void controller[act]();
    });
    const { controller } = use({ command: "exec sleep 60", workingDir: "/late", onError });
    // What cannot be started yet fails again.
    const failures = isAlive ? 2 : 1;
    await eventually(() => expect(onError).toHaveBeenCalledTimes(failures));
    await eventually(() =>
      expect(controller.getSnapshot().status).toBe(isAlive ? "error" : "idle"),
    );
    await bed.write("/late/file", "");
    await controller.start();
    expect(controller.getSnapshot().status).toBe("running");
    expect(onError).toHaveBeenCalledTimes(failures);
    expect(runs()).toBe(1);
  });
});

it("invariant 13: a callback that never stops starting what cannot start leaves the page alive", async () => {
  let calls = 0;
  const { controller, update } = use({
    command: " ",
    onError: () => {
      calls++;
      void controller.start();
    },
  });
  await eventually(() => expect(calls).toBeGreaterThan(3));
  update({ command: "exec sleep 60" });
  await eventually(() => expect(controller.getSnapshot().status).toBe("running"));
});

it("invariant 13: listeners that throw are reported, and the others are told", async () => {
  const heard = new Set<string>();
  const controller = new ProcessController(bed.store, "dev", () => {});
  const list = new ProcessList(bed.store);
  const listen = (what: string, subscribe: (listener: () => void) => () => void) => {
    leave.push(
      subscribe(throws),
      subscribe(() => heard.add(what)),
    );
  };
  listen("states", controller.subscribe);
  listen("lines", controller.subscribeLogs);
  listen("list", list.subscribe);
  const subscriber = controller.addSubscriber();
  leave.push(() => subscriber.release());
  subscriber.update({ name: "dev", command: "echo up; exec sleep 60" });
  await eventually(() => expect(controller.recentLines(1)[0]?.text).toBe("up"));
  await eventually(() => expect([...heard].sort()).toEqual(["lines", "list", "states"]));
  expect(controller.getSnapshot().status).toBe("running");
  expect(new Set(reported)).toEqual(new Set([fault]));
});

it("invariant 13: a filter that throws is reported once, and costs no line", () => {
  const { logs } = new ProcessController(bed.store, "dev", () => {});
  for (const text of ["one", "{}", "two", '{"level":"error"}']) {
    logs.buffer.append({ text, stream: "stdout" });
  }
  const isError = ({ text }: { text: string }) => {
    const entry: { level?: string } = JSON.parse(text);
    return entry.level === "error";
  };
  const { lines } = new LogSelection({ filter: isError }).view(logs);
  expect(lines.map(({ text }) => text)).toEqual(["one", "two", '{"level":"error"}']);
  expect(reported).toEqual([expect.any(SyntaxError)]);
});
