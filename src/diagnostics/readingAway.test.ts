import { afterEach, expect, it, vi } from "vitest";
import { eventually } from "../../testbed/eventually";
import { startProcessTestbed } from "../../testbed/processTestbed";
import { ProcessController } from "../process/processController";

const engine = vi.hoisted(() => ({ ask: undefined as (() => Promise<unknown>) | undefined }));
vi.mock("../core", async (original) => {
  const core = await original<typeof import("../core")>();
  return {
    ...core,
    lazyChunk: (ask: () => Promise<object>, exported: never, what: string) =>
      core.lazyChunk(
        () => (engine.ask?.() as Promise<object> | undefined) ?? ask(),
        exported,
        what,
      ),
  };
});

let leave = () => {};
afterEach(() => {
  leave();
  engine.ask = undefined;
});

/** Errors of a process, read by code that nothing has loaded. */
async function reading(process?: ProcessController) {
  vi.resetModules();
  const { ErrorStore } = await import("./errorStore");
  const store = new ErrorStore(process, {});
  leave = store.subscribe(() => undefined);
  return store;
}

const refused = () => Promise.reject(new TypeError("Failed to fetch"));
const problem = {
  name: "SandboxError",
  kind: "sdk-unavailable",
  message: "The reading of errors could not be loaded.",
};

it("says that no error can be read when its own code is lost, and reads them once it is there", async () => {
  engine.ask = refused;
  const store = await reading();
  expect(store.getSnapshot().error).toBeUndefined();
  await eventually(() => expect(store.getSnapshot().error).toMatchObject(problem));
  const { report } = store.getSnapshot();
  report({ type: "error", kind: "browser", message: "the basket is lost" });
  expect(store.getSnapshot().errors).toEqual([]);
  engine.ask = undefined;
  await eventually(() => expect(store.getSnapshot().errors).toHaveLength(1));
  expect(store.getSnapshot().error).toBeUndefined();
  expect(store.getSnapshot().report).toBe(report);
});

it("says so no longer once its code is there, also when there is nothing to show", async () => {
  engine.ask = refused;
  const store = await reading();
  await eventually(() => expect(store.getSnapshot().error).toMatchObject(problem));
  engine.ask = undefined;
  await eventually(() => expect(store.getSnapshot().error).toBeUndefined());
});

it("says so when the log cannot be read", async () => {
  const bed = await startProcessTestbed();
  const name = "a/b";
  const controller = new ProcessController(bed.store, name, () => {});
  const store = await reading(controller);
  await eventually(() => expect(store.getSnapshot().error?.name).toBe("SandboxError"));
  expect(store.getSnapshot().error).toBe(controller.logs.error);
  leave();
  await bed.close();
});
