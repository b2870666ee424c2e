import { describe, expect, it } from "vitest";
import { SandboxError } from "../errors";
import type { ProcessState } from "../process";
import { step } from "./previewMachine";
import { initialModel, type PreviewEvidence, type PreviewModel } from "./previewModel";
import { dueAt, wantsProbe } from "./previewSchedule";
import { stateOf } from "./previewState";
import type { Verdict } from "./verdict";

const address = (path = "/", token = "") => ({
  href: `https://app.example${path}${token && `?bl_preview_token=${token}`}`,
  shown: `https://app.example${path}`,
  origin: "https://app.example",
});

/** The machine with a clock of its own, and the network answering at once. */
function machine() {
  let now = 0;
  let model: PreviewModel = initialModel;
  const tell = (evidence: PreviewEvidence) => {
    model = step(model, evidence, now, () => 1);
    return stateOf(model);
  };
  const verdict = (verdict: Verdict) => {
    if (!model.probing) tell({ type: "probing" });
    return tell({ type: "verdict", round: model.round, verdict });
  };
  return {
    tell,
    verdict,
    frame: (frame: "mounted" | "committed" | "loaded") => tell({ type: "frame", frame }),
    at: (url = "/", token?: string) =>
      tell({ type: "address", address: address(url, token), obstacle: undefined }),
    process: (process: Partial<ProcessState>) =>
      tell({ type: "process", process: { restartCount: 0, pid: "7", ...process } as ProcessState }),
    pass: (ms: number) => {
      now += ms;
      return tell({ type: "tick" });
    },
    get model() {
      return model;
    },
    get state() {
      return stateOf(model);
    },
    /** Milliseconds until the next probe. */
    get nextProbe() {
      return model.probeAt - now;
    },
    get wantsProbe() {
      return wantsProbe(model, now);
    },
    get due() {
      return dueAt(model, now) - now;
    },
  };
}

/** A preview whose page is shown. */
function readyMachine() {
  const preview = machine();
  preview.at();
  preview.frame("mounted");
  preview.verdict({ status: 200 });
  preview.frame("loaded");
  expect(preview.state.status).toBe("ready");
  return preview;
}

const nothing: Verdict = { kind: "nothing-listening", status: 502 };
const gone: Verdict = { kind: "sandbox-unreachable" };

describe("an app that is already there", () => {
  it("is shown on its first load, without being sent anywhere again", () => {
    const preview = machine();
    expect(preview.state).toMatchObject({ status: "waiting", stage: "session" });
    expect(preview.at()).toMatchObject({ status: "waiting", stage: "server" });
    expect(preview.wantsProbe).toBe(true);
    preview.frame("mounted");
    expect(preview.verdict({ status: 200 })).toMatchObject({ status: "loading", stage: "page" });
    expect(preview.frame("loaded").status).toBe("ready");
    expect(preview.model.navigation).toBe(0);
  });

  it("is shown when the load comes before the probe's answer", () => {
    const preview = machine();
    preview.at();
    preview.frame("mounted");
    expect(preview.frame("loaded").status).toBe("waiting");
    expect(preview.verdict({ status: 200 }).status).toBe("ready");
  });

  it("is shown a second after it was committed, when a slow resource holds back the load", () => {
    const preview = machine();
    preview.at();
    preview.frame("mounted");
    preview.verdict({ status: 200 });
    preview.frame("committed");
    expect(preview.due).toBe(1_000);
    expect(preview.pass(999).status).toBe("loading");
    expect(preview.pass(1).status).toBe("ready");
  });

  it("is asked nothing once it is shown", () => {
    const preview = readyMachine();
    expect(preview.due).toBe(Infinity);
    preview.pass(3_600_000);
    expect(preview.wantsProbe).toBe(false);
  });

  it("counts a redirect as an answer", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    expect(preview.verdict({ redirected: true }).status).toBe("ready");
  });
});

describe("an app that is not there yet", () => {
  it("loads the frame anew on the first good answer and asks for a second one", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    expect(preview.verdict(nothing)).toMatchObject({ status: "waiting", stage: "server" });
    expect(preview.model.navigation).toBe(0);
    expect(preview.verdict({ status: 200 }).status).toBe("loading");
    expect(preview.model.navigation).toBe(1);
    expect(preview.wantsProbe).toBe(true);
    expect(preview.frame("loaded").status).toBe("loading");
    expect(preview.verdict({ status: 200 }).status).toBe("ready");
  });

  it("asks after 250 ms, then more slowly, then every two seconds", () => {
    const preview = machine();
    preview.at();
    const delays = Array.from({ length: 6 }, () => {
      preview.verdict(nothing);
      const delay = preview.nextProbe;
      preview.pass(delay);
      return delay;
    });
    expect(delays).toEqual([250, 500, 1_000, 2_000, 2_000, 2_000]);
  });

  it("keeps away as long as the server asks", () => {
    const preview = machine();
    preview.at();
    preview.verdict({ kind: "rate-limited", status: 429, retryAfterMs: 9_000 });
    expect(preview.nextProbe).toBe(9_000);
  });

  it("is slow after 15 seconds, an error after the timeout, and still comes right by itself", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    preview.verdict(nothing);
    expect(preview.pass(14_999).slow).toBe(false);
    expect(preview.pass(1)).toMatchObject({ slow: true, status: "waiting" });
    expect(preview.pass(105_000)).toMatchObject({
      status: "error",
      error: { kind: "nothing-listening", retryable: true, status: 502 },
    });
    preview.verdict(nothing);
    expect(preview.nextProbe).toBe(12_000);
    preview.verdict({ status: 200 });
    preview.verdict({ status: 200 });
    expect(preview.frame("loaded").status).toBe("ready");
  });

  it("stops asking about an error ten minutes old, until something happens", () => {
    const preview = machine();
    preview.at();
    preview.pass(600_001);
    preview.verdict(nothing);
    expect(preview.nextProbe).toBe(Infinity);
    preview.tell({ type: "wake" });
    expect(preview.wantsProbe).toBe(true);
  });

  it("is not asked about in a tab that has been hidden for a minute", () => {
    const preview = machine();
    preview.at();
    preview.tell({ type: "hidden", hidden: true });
    preview.pass(59_000);
    preview.verdict(nothing);
    expect(preview.nextProbe).toBe(250);
    preview.pass(2_000);
    preview.verdict(nothing);
    preview.pass(5_000);
    expect(preview.wantsProbe).toBe(false);
    preview.tell({ type: "hidden", hidden: false });
    expect(preview.wantsProbe).toBe(true);
  });

  it("hears a verdict of an earlier question no more", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    preview.tell({ type: "probing" });
    const { round } = preview.model;
    preview.at("/elsewhere");
    preview.frame("loaded");
    preview.tell({ type: "verdict", round, verdict: { status: 200 } });
    expect(preview.state.status).toBe("waiting");
  });
});

describe("answers that waiting does not change", () => {
  const cases = [
    "frame-blocked",
    "host-blocked",
    "not-a-page",
    "quota-exceeded",
    "forbidden",
    "offline",
    "bound-to-loopback",
  ] as const;
  it.each(cases)("%s is an error at once, and comes right by itself", (kind) => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    expect(preview.verdict({ kind })).toMatchObject({ status: "error", error: { kind } });
    expect(preview.nextProbe).toBe(2_000);
    preview.verdict({ status: 200 });
    expect(preview.frame("loaded").status).toBe("ready");
  });

  it.each([
    ["preview-token-expired", 2],
    ["preview-not-found", 2],
    ["app-failed", 4],
    ["sandbox-unavailable", 8],
  ] as const)("%s is believed after %i times", (kind, times) => {
    const preview = machine();
    preview.at();
    for (let count = 1; count < times; count++) {
      expect(preview.verdict({ kind }).status).toBe("waiting");
    }
    expect(preview.verdict({ kind }).error?.kind).toBe(kind);
  });

  it("keeps one error object while the error stays the same", () => {
    const preview = machine();
    preview.at();
    const { error } = preview.verdict({ kind: "host-blocked", status: 403 });
    expect(preview.verdict({ kind: "host-blocked", status: 403 }).error).toBe(error);
  });
});

describe("answers that cannot be read", () => {
  const unread: Verdict = { kind: "cors-missing" };

  it("show the page with a warning when the process says that its port is open", () => {
    const preview = machine();
    preview.process({ status: "ready" });
    preview.at();
    preview.frame("loaded");
    expect(preview.verdict(unread)).toMatchObject({
      status: "ready",
      warning: { kind: "cors-missing" },
    });
  });

  it("show the page when they go on, as no gateway error would", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    for (let count = 0; count < 3; count++) expect(preview.verdict(unread).status).toBe("waiting");
    expect(preview.verdict(unread).status).toBe("ready");
  });

  it("prove nothing while the process is being started", () => {
    const preview = machine();
    preview.process({ status: "starting" });
    preview.at();
    preview.frame("loaded");
    for (let count = 0; count < 9; count++) preview.verdict(unread);
    expect(preview.state).toMatchObject({ status: "waiting", stage: "process" });
  });
});

describe("the linked process", () => {
  it("makes the next probe happen at once when it is ready", () => {
    const preview = machine();
    preview.process({ status: "starting" });
    preview.at();
    preview.verdict(nothing);
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
    expect(preview.nextProbe).toBe(2_000);
    preview.pass(2_000);
    expect(preview.verdict(nothing).error).toBe(error);
    // Somebody else started it anew.
    expect(preview.verdict({ status: 200 }).error).toBe(error);
    preview.frame("loaded");
    expect(preview.verdict({ status: 200 }).status).toBe("ready");
  });

  it("covers the page while it restarts and loads it anew", () => {
    const preview = readyMachine();
    preview.process({ status: "running" });
    expect(preview.process({ status: "restarting" })).toMatchObject({
      status: "recovering",
      stage: "process",
    });
    preview.process({ status: "running", restartCount: 1 });
    preview.verdict({ status: 200 });
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
    expect(preview.verdict({ status: 200 }).status).toBe("ready");
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
    preview.tell({ type: "hidden", hidden: true });
    preview.tell({ type: "hidden", hidden: false });
    expect(preview.wantsProbe).toBe(true);
    preview.verdict({ status: 200 });
    expect(preview.wantsProbe).toBe(false);
    expect(preview.model.navigation).toBe(0);
  });

  it("is covered after two failures, and loaded anew when the app is back", () => {
    const preview = readyMachine();
    expect(preview.verdict(nothing).status).toBe("ready");
    expect(preview.verdict(nothing)).toMatchObject({ status: "recovering", stage: "server" });
    preview.verdict({ status: 200 });
    expect(preview.model.navigation).toBe(1);
    preview.frame("loaded");
    expect(preview.verdict({ status: 200 }).status).toBe("ready");
  });

  it("invariant 1: outlives a network that is away, however long", () => {
    const preview = readyMachine();
    preview.verdict(gone);
    preview.verdict(gone);
    expect(preview.verdict(gone).status).toBe("recovering");
    preview.verdict(gone);
    expect(preview.verdict({ status: 200 }).status).toBe("ready");
    expect(preview.model.navigation).toBe(0);
  });

  it("stays while the browser is offline", () => {
    const preview = readyMachine();
    for (let count = 0; count < 5; count++) preview.verdict({ kind: "offline" });
    expect(preview.state.status).toBe("ready");
  });

  it("invariant 1: does not go away for a fresh token, nor for a refused one", () => {
    const preview = machine();
    preview.at("/", "first");
    preview.frame("loaded");
    preview.verdict({ status: 200 });
    expect(preview.at("/", "second").status).toBe("ready");
    for (let count = 0; count < 4; count++) {
      expect(preview.verdict({ kind: "preview-token-expired", status: 401 }).status).toBe("ready");
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
    expect(preview.verdict({ status: 200 }).status).toBe("ready");
  });
});

describe("a frame that comes to nothing", () => {
  it("is not a page when nothing was committed within ten seconds of a good answer", () => {
    const preview = machine();
    preview.at();
    preview.frame("mounted");
    preview.verdict({ status: 200 });
    expect(preview.pass(9_999).status).toBe("loading");
    expect(preview.pass(1).error?.kind).toBe("not-a-page");
    expect(preview.frame("loaded").status).toBe("ready");
  });
});

describe("what a person may do", () => {
  it("reload keeps the page in sight until the app is known to have a new one", () => {
    const preview = readyMachine();
    expect(preview.tell({ type: "reload", hard: false })).toMatchObject({
      status: "ready",
      isReloading: true,
    });
    expect(preview.wantsProbe).toBe(true);
    expect(preview.model.navigation).toBe(0);
    expect(preview.verdict({ status: 200 })).toMatchObject({ status: "ready", isReloading: true });
    expect(preview.model).toMatchObject({ navigation: 1, fresh: false });
    expect(preview.frame("loaded")).toMatchObject({ status: "ready", isReloading: false });
    expect(preview.wantsProbe).toBe(false);
  });

  it("reload of an app that is gone covers the page at once, and loads it when it is back", () => {
    const preview = readyMachine();
    preview.tell({ type: "reload", hard: false });
    expect(preview.verdict(nothing).status).toBe("recovering");
    preview.verdict({ status: 200 });
    expect(preview.model.navigation).toBe(1);
    preview.verdict({ status: 200 });
    expect(preview.frame("loaded").status).toBe("ready");
  });

  it("a hard reload begins with nothing", () => {
    const preview = readyMachine();
    expect(preview.tell({ type: "reload", hard: true }).status).toBe("waiting");
    expect(preview.model).toMatchObject({ navigation: 1, fresh: true });
  });

  it("reveal shows the page of an app that fails", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    for (let count = 0; count < 4; count++) preview.verdict({ kind: "app-failed", status: 500 });
    expect(preview.tell({ type: "reveal" }).status).toBe("ready");
  });

  it("sleep lets go, and reload brings it back", () => {
    const preview = readyMachine();
    expect(preview.tell({ type: "sleep" }).status).toBe("asleep");
    expect(preview.wantsProbe).toBe(false);
    expect(preview.tell({ type: "reload", hard: true }).status).toBe("waiting");
    preview.frame("mounted");
    preview.verdict({ status: 200 });
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
  const state = preview.tell({ type: "address", address: address(), obstacle });
  expect(state.error).toBe(obstacle);
  expect(preview.wantsProbe).toBe(false);
});

it("is idle while it is not enabled", () => {
  const preview = readyMachine();
  expect(preview.tell({ type: "settings", enabled: false, timeoutMs: 1 }).status).toBe("idle");
  expect(preview.wantsProbe).toBe(false);
});
