import { afterEach, expect, it, vi } from "vitest";
import { emitter, type SandboxBackendEvent } from "./events";
import { createRunStage } from "./runStage";

afterEach(() => {
  vi.restoreAllMocks();
});

it("failures go to the console where nobody listens, and nothing else does", () => {
  const said = vi.spyOn(console, "error").mockReturnValue();
  const emit = emitter(undefined);
  emit({ type: "prepared", sandbox: "demo", durationMs: 1 });
  expect(said).not.toHaveBeenCalled();
  const failed = { type: "failed", kind: "endpoint-failed", reason: "It is so." } as const;
  const error = new Error("thrown by prepare");
  emit({ ...failed, stage: "prepare", sandbox: "demo", error });
  emit({ ...failed, stage: "session", platformStatus: 403 });
  expect(said.mock.calls).toEqual([
    ['blaxel-react: prepare of "demo" failed. It is so.', error],
    ["blaxel-react: session failed. It is so. The platform answered 403."],
  ]);
});

it.each([
  [
    "throws",
    () => {
      throw new Error("thrown by the listener");
    },
  ],
  ["rejects later", async () => Promise.reject(new Error("thrown by the listener"))],
])("a listener that %s is reported, and costs the process nothing", async (_how, listener) => {
  const warned = vi.spyOn(process, "emitWarning").mockReturnValue();
  const uncaught = vi.fn();
  process.on("unhandledRejection", uncaught);
  emitter(listener)({ type: "prepared", sandbox: "demo", durationMs: 1 });
  await new Promise((resolve) => setTimeout(resolve));
  process.off("unhandledRejection", uncaught);
  expect(uncaught).not.toHaveBeenCalled();
  expect(warned.mock.calls).toEqual([["onEvent threw: thrown by the listener"]]);
});

it("a listener is told instead, and names the variables that are missing", async () => {
  const said = vi.spyOn(console, "error").mockReturnValue();
  const events: SandboxBackendEvent[] = [];
  const run = createRunStage(
    "demo",
    emitter((event) => events.push(event)),
  );
  const missing = Object.assign(new Error("none"), { name: "CredentialsError" });
  await expect(run("sandbox", () => Promise.reject(missing))).rejects.toThrow(
    "The platform refuses what the backend asks for.",
  );
  expect(events).toMatchObject([
    { type: "failed", reason: expect.stringContaining("BL_WORKSPACE") as string },
  ]);
  expect(said).not.toHaveBeenCalled();
});
