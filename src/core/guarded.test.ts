import { afterEach, expect, it, vi } from "vitest";
import { guarded, report } from "./emitter";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("what throws gives the fallback and is reported; what works gives its value", () => {
  const reported = vi.fn();
  vi.stubGlobal("reportError", reported);
  const fault = new Error("thrown");
  const fails = () => {
    throw fault;
  };
  expect(guarded(fails, "fallback")).toBe("fallback");
  expect(guarded(() => "value", "fallback")).toBe("value");
  expect(reported.mock.calls).toEqual([[fault]]);
});

it("on a server, where an uncaught error ends the process for all its visitors, the console is told", async () => {
  const uncaught = vi.fn();
  process.on("uncaughtException", uncaught);
  const said = vi.spyOn(console, "error").mockReturnValue();
  const fault = new Error("thrown while a server rendered");
  report(fault);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("uncaughtException", uncaught);
  expect(said.mock.calls).toEqual([[fault]]);
  expect(uncaught).not.toHaveBeenCalled();
});
