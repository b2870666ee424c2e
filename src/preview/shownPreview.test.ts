import { describe, expect, it } from "vitest";
import { SandboxError } from "../errors";
import { address, gone, machine, nothing, readyMachine } from "../../testbed/previewMachineInTime";

describe("the linked process", () => {
  it("makes the next probe happen at once when it is ready", () => {
    const preview = machine();
    preview.process({ status: "starting" });
    preview.at();
    preview.answer(nothing);
    expect(preview.wantsProbe).toBe(false);
    preview.process({ status: "ready" });
    expect(preview.wantsProbe).toBe(true);
  });

  it("is the error as soon as it crashes, and is asked about from time to time", () => {
    const preview = readyMachine();
    preview.process({ status: "running" });
    const error = new SandboxError({
      kind: "process-exited",
      message: "It ended with exit code 1.",
      hint: "Read its last lines.",
      retryable: false,
    });
    const state = preview.process({ status: "exited", exit: { reason: "failed", code: 1 }, error });
    expect(state).toMatchObject({ status: "error" });
    expect(state.error).toBe(error);
    expect(preview.nextProbe).toBe(150);
    preview.pass(150);
    expect(preview.answer(nothing).error).toBe(error);
    // Somebody else started it anew.
    expect(preview.answer({ status: 200 }).error).toBe(error);
    preview.frame("loaded");
    expect(preview.answer({ status: 200 }).status).toBe("ready");
  });

  it("is not believed to be back while it may be shutting down, unless it goes on answering", () => {
    const preview = readyMachine();
    preview.process({ status: "running" });
    preview.process({ status: "exited", exit: { reason: "killed", code: -1 } });
    preview.frame("loaded");
    for (let elapsed = 0; elapsed < 2_000; elapsed += 150) {
      expect(preview.answer({ status: 200 }).status).toBe("error");
      expect(preview.nextProbe).toBe(150);
      preview.pass(150);
    }
    preview.answer({ status: 200 });
    preview.frame("loaded");
    expect(preview.answer({ status: 200 }).status).toBe("ready");
  });

  it("covers the page while it restarts and loads it anew", () => {
    const preview = readyMachine();
    preview.process({ status: "running" });
    expect(preview.process({ status: "restarting" })).toMatchObject({
      status: "recovering",
      stage: "process",
    });
    preview.process({ status: "running", restartCount: 1 });
    preview.answer({ status: 200 });
    expect(preview.model.navigation).toBe(1);
    expect(preview.frame("loaded").status).toBe("ready");
  });

  it("is not shown again from the server that is being restarted", () => {
    const preview = readyMachine();
    preview.process({ status: "running" });
    preview.process({ status: "restarting" });
    expect(preview.answer({ status: 200 }).status).toBe("recovering");
    expect(preview.model.navigation).toBe(0);
    preview.process({ status: "starting", pid: "8" });
    preview.answer({ status: 200 });
    expect(preview.model.navigation).toBe(0);
    preview.process({ status: "ready", pid: "8" });
    preview.answer({ status: 200 });
    expect(preview.model.navigation).toBe(1);
    expect(preview.frame("loaded").status).toBe("ready");
  });

  it("covers the page, too, when it restarts before it was seen up", () => {
    const preview = readyMachine();
    preview.process({ status: "starting" });
    expect(preview.process({ status: "restarting" }).status).toBe("recovering");
  });

  it("gives the page away when another run took its place unseen", () => {
    const preview = readyMachine();
    preview.process({ status: "running", pid: "7" });
    expect(preview.process({ status: "running", pid: "8" }).status).toBe("recovering");
  });

  it("is looked for again without the page being touched", () => {
    const preview = readyMachine();
    preview.process({ status: "ready" });
    for (const status of ["idle", "starting", "ready"] as const) {
      expect(preview.process({ status }).status).toBe("ready");
    }
    expect(preview.model.navigation).toBe(0);
  });

  it("may have left a server behind when it ended with exit code 0", () => {
    const preview = machine();
    preview.process({ status: "exited", exit: { reason: "completed", code: 0 } });
    preview.at();
    preview.frame("loaded");
    expect(preview.answer({ status: 200 }).status).toBe("ready");
  });

  it("that cannot be followed says nothing about a page that answers", () => {
    const preview = readyMachine();
    const error = new SandboxError({ kind: "offline", message: "", hint: "", retryable: true });
    expect(preview.process({ status: "error", error }).status).toBe("ready");
  });
});

describe("a page that is shown", () => {
  it("is asked about once when the tab is looked at again", () => {
    const preview = readyMachine();
    preview.dispatch({ type: "hidden", hidden: true });
    preview.dispatch({ type: "hidden", hidden: false });
    expect(preview.wantsProbe).toBe(true);
    preview.answer({ status: 200 });
    expect(preview.wantsProbe).toBe(false);
    expect(preview.model.navigation).toBe(0);
  });

  it("is covered after two failures, and loaded anew when the app is back", () => {
    const preview = readyMachine();
    expect(preview.answer(nothing).status).toBe("ready");
    expect(preview.answer(nothing)).toMatchObject({ status: "recovering", stage: "server" });
    preview.answer({ status: 200 });
    expect(preview.model.navigation).toBe(1);
    preview.frame("loaded");
    expect(preview.answer({ status: 200 }).status).toBe("ready");
  });

  it("is asked about soon after it fell, then ever more slowly", () => {
    const preview = readyMachine();
    preview.answer(nothing);
    preview.answer(nothing);
    const delays = [0, 5_000, 5_000, 30_000, 60_000].map((ms) => {
      preview.pass(ms);
      preview.answer(nothing);
      return preview.nextProbe;
    });
    expect(delays).toEqual([150, 250, 500, 2_000, 5_000]);
  });

  it("invariant 1: outlives a network that is away, however long", () => {
    const preview = readyMachine();
    preview.answer(gone);
    preview.answer(gone);
    expect(preview.answer(gone).status).toBe("recovering");
    preview.answer(gone);
    expect(preview.answer({ status: 200 }).status).toBe("ready");
    expect(preview.model.navigation).toBe(0);
  });

  it("stays while the browser is offline", () => {
    const preview = readyMachine();
    for (let count = 0; count < 5; count++) preview.answer({ kind: "offline" });
    expect(preview.state.status).toBe("ready");
  });

  it("invariant 1: does not go away for a fresh token, nor for a refused one", () => {
    const preview = machine();
    preview.at("/", "first");
    preview.frame("loaded");
    preview.answer({ status: 200 });
    expect(preview.at("/", "second").status).toBe("ready");
    for (let count = 0; count < 4; count++) {
      expect(preview.answer({ kind: "preview-token-expired", status: 401 }).status).toBe("ready");
    }
    expect(preview.model.navigation).toBe(0);
  });

  it("goes to another address when it is told to", () => {
    const preview = readyMachine();
    expect(preview.at("/elsewhere").status).toBe("waiting");
    expect(preview.model.navigation).toBe(1);
  });

  it("is covered when another element takes the place of its frame", () => {
    const preview = readyMachine();
    expect(preview.frame("mounted").status).toBe("waiting");
    preview.frame("loaded");
    expect(preview.answer({ status: 200 }).status).toBe("ready");
  });
});

describe("a frame that comes to nothing", () => {
  it("is not a page when nothing was committed within ten seconds of a good answer", () => {
    const preview = machine();
    preview.at();
    preview.frame("mounted");
    preview.answer({ status: 200 });
    expect(preview.pass(9_999).status).toBe("loading");
    expect(preview.pass(1).error?.kind).toBe("not-a-page");
    expect(preview.frame("loaded").status).toBe("ready");
  });
});

describe("what a person may do", () => {
  it("reload keeps the page in sight until the app is known to have a new one", () => {
    const preview = readyMachine();
    expect(preview.dispatch({ type: "reload", hard: false })).toMatchObject({
      status: "ready",
      isReloading: true,
    });
    expect(preview.wantsProbe).toBe(true);
    expect(preview.model.navigation).toBe(0);
    expect(preview.answer({ status: 200 })).toMatchObject({
      status: "ready",
      isReloading: true,
    });
    expect(preview.model).toMatchObject({ navigation: 1, fresh: false });
    expect(preview.frame("loaded")).toMatchObject({ status: "ready", isReloading: false });
    expect(preview.wantsProbe).toBe(false);
  });

  it("reload of an app that is gone covers the page at once, and loads it when it is back", () => {
    const preview = readyMachine();
    preview.dispatch({ type: "reload", hard: false });
    expect(preview.answer(nothing).status).toBe("recovering");
    preview.answer({ status: 200 });
    expect(preview.model.navigation).toBe(1);
    preview.answer({ status: 200 });
    expect(preview.frame("loaded").status).toBe("ready");
  });

  it("a hard reload begins with nothing", () => {
    const preview = readyMachine();
    expect(preview.dispatch({ type: "reload", hard: true }).status).toBe("waiting");
    expect(preview.model).toMatchObject({ navigation: 1, fresh: true });
  });

  it("reveal shows the page of an app that fails", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    for (let count = 0; count < 4; count++) preview.answer({ kind: "app-failed", status: 500 });
    expect(preview.dispatch({ type: "reveal" }).status).toBe("ready");
  });

  it("sleep lets go, and reload brings it back", () => {
    const preview = readyMachine();
    expect(preview.dispatch({ type: "sleep" }).status).toBe("asleep");
    expect(preview.wantsProbe).toBe(false);
    expect(preview.dispatch({ type: "reload", hard: true }).status).toBe("waiting");
    preview.frame("mounted");
    preview.answer({ status: 200 });
    expect(preview.frame("loaded").status).toBe("ready");
  });
});

it("an obstacle is the error, whatever the network answers", () => {
  const preview = readyMachine();
  const obstacle = new SandboxError({
    kind: "blocked-by-csp",
    message: "",
    hint: "",
    retryable: false,
  });
  const state = preview.dispatch({ type: "address", address: address(), obstacle });
  expect(state.error).toBe(obstacle);
  expect(preview.wantsProbe).toBe(false);
});

it("is idle while it is not enabled", () => {
  const preview = readyMachine();
  expect(preview.dispatch({ type: "settings", enabled: false, timeoutMs: 1 }).status).toBe("idle");
  expect(preview.wantsProbe).toBe(false);
});
