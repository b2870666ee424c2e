import { describe, expect, it } from "vitest";
import { machine, nothing, readyMachine } from "../../testbed/previewMachineInTime";
import type { ProbeResult } from "./probeResult";

describe("an app that is already there", () => {
  it("is shown on its first load, without being sent anywhere again", () => {
    const preview = machine();
    expect(preview.state).toMatchObject({ status: "waiting", stage: "session" });
    expect(preview.at()).toMatchObject({ status: "waiting", stage: "server" });
    expect(preview.wantsProbe).toBe(true);
    preview.frame("mounted");
    expect(preview.answer({ status: 200 })).toMatchObject({
      status: "loading",
      stage: "page",
    });
    expect(preview.frame("loaded").status).toBe("ready");
    expect(preview.model.navigation).toBe(0);
  });

  it("is shown when the load comes before the probe's answer", () => {
    const preview = machine();
    preview.at();
    preview.frame("mounted");
    expect(preview.frame("loaded").status).toBe("waiting");
    expect(preview.answer({ status: 200 }).status).toBe("ready");
  });

  it("is shown a second after it was committed, when a slow resource holds back the load", () => {
    const preview = machine();
    preview.at();
    preview.frame("mounted");
    preview.answer({ status: 200 });
    preview.frame("committed");
    expect(preview.due).toBe(1_000);
    expect(preview.pass(1_000).status).toBe("loading");
    const tried = { type: "tried", navigation: preview.model.navigation } as const;
    expect(preview.dispatch({ ...tried, loads: undefined }).status).toBe("ready");
  });

  it("is an error when what holds back the load is a policy of this page", () => {
    const preview = machine();
    preview.at();
    preview.frame("mounted");
    preview.answer({ status: 200 });
    preview.frame("committed");
    preview.pass(1_000);
    const tried = { type: "tried", navigation: preview.model.navigation, loads: false } as const;
    expect(preview.dispatch(tried)).toMatchObject({
      status: "error",
      error: { kind: "frame-blocked", message: expect.stringContaining("Embedder-Policy") },
    });
  });

  it("is loaded anew when the frame had its page before the app was asked for", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    preview.pass(10);
    expect(preview.answer({ status: 200 }).status).toBe("loading");
    expect(preview.model.navigation).toBe(1);
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
    expect(preview.answer({ redirected: true }).status).toBe("ready");
  });
});

describe("an app that is not there yet", () => {
  it("loads the frame anew on the first good answer and asks for a second one", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    expect(preview.answer(nothing)).toMatchObject({ status: "waiting", stage: "server" });
    expect(preview.model.navigation).toBe(0);
    expect(preview.answer({ status: 200 }).status).toBe("loading");
    expect(preview.model.navigation).toBe(1);
    expect(preview.wantsProbe).toBe(true);
    expect(preview.frame("loaded").status).toBe("loading");
    expect(preview.answer({ status: 200 }).status).toBe("ready");
  });

  it("asks after 250 ms, then more slowly, then every two seconds", () => {
    const preview = machine();
    preview.at();
    const delays = Array.from({ length: 6 }, () => {
      preview.answer(nothing);
      const delay = preview.nextProbe;
      preview.pass(delay);
      return delay;
    });
    expect(delays).toEqual([250, 500, 1_000, 2_000, 2_000, 2_000]);
  });

  it("keeps away as long as the server asks", () => {
    const preview = machine();
    preview.at();
    preview.answer({ kind: "rate-limited", status: 429, retryAfterMs: 9_000 });
    expect(preview.nextProbe).toBe(9_000);
  });

  it("is slow after 15 seconds, an error after the timeout, and still comes right by itself", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    preview.answer(nothing);
    expect(preview.pass(14_999).slow).toBe(false);
    expect(preview.pass(1)).toMatchObject({ slow: true, status: "waiting" });
    expect(preview.pass(105_000)).toMatchObject({
      status: "error",
      error: { kind: "nothing-listening", retryable: true, status: 502 },
    });
    preview.answer(nothing);
    expect(preview.nextProbe).toBe(12_000);
    preview.answer({ status: 200 });
    preview.answer({ status: 200 });
    expect(preview.frame("loaded").status).toBe("ready");
  });

  it("stops asking about an error ten minutes old, until something happens", () => {
    const preview = machine();
    preview.at();
    preview.pass(600_001);
    preview.answer(nothing);
    expect(preview.nextProbe).toBe(Infinity);
    preview.dispatch({ type: "wake" });
    expect(preview.wantsProbe).toBe(true);
  });

  it("is not asked about in a tab that has been hidden for a minute", () => {
    const preview = machine();
    preview.at();
    preview.dispatch({ type: "hidden", hidden: true });
    preview.pass(59_000);
    preview.answer(nothing);
    expect(preview.nextProbe).toBe(250);
    preview.pass(2_000);
    preview.answer(nothing);
    preview.pass(5_000);
    expect(preview.wantsProbe).toBe(false);
    preview.dispatch({ type: "hidden", hidden: false });
    expect(preview.wantsProbe).toBe(true);
  });

  it("hears a probeResult of an earlier question no more", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    preview.dispatch({ type: "probing", askedAt: 0 });
    const { round } = preview.model;
    preview.at("/elsewhere");
    preview.frame("loaded");
    preview.dispatch({ type: "probeResult", round, probeResult: { status: 200 } });
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
    expect(preview.answer({ kind })).toMatchObject({ status: "error", error: { kind } });
    expect(preview.nextProbe).toBe(2_000);
    preview.answer({ status: 200 });
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
      expect(preview.answer({ kind }).status).toBe("waiting");
    }
    expect(preview.answer({ kind }).error?.kind).toBe(kind);
  });

  it("keeps one error object while the error stays the same", () => {
    const preview = machine();
    preview.at();
    const { error } = preview.answer({ kind: "host-blocked", status: 403 });
    expect(preview.answer({ kind: "host-blocked", status: 403 }).error).toBe(error);
  });
});

describe("answers that cannot be read", () => {
  const unread: ProbeResult = { kind: "cors-missing" };

  it("show the page with a warning when the process says that its port is open", () => {
    const preview = machine();
    preview.process({ status: "ready" });
    preview.at();
    preview.frame("loaded");
    expect(preview.answer(unread)).toMatchObject({
      status: "ready",
      warning: { kind: "cors-missing" },
    });
  });

  it("show the page at once when they are known for good ones", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    expect(preview.answer({ ...unread, loads: true })).toMatchObject({
      status: "ready",
      warning: { kind: "cors-missing" },
    });
  });

  it("never show the page when they are known for bad ones, and take a shown one away", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    for (let count = 0; count < 9; count++) preview.answer({ ...unread, loads: false });
    expect(preview.state).toMatchObject({ status: "waiting", stage: "server" });
    expect(preview.pass(120_000).error?.kind).toBe("cors-missing");
    const shown = readyMachine();
    shown.answer({ ...unread, loads: false });
    expect(shown.answer({ ...unread, loads: false }).status).toBe("recovering");
  });

  it("are said to be unknown when they go on, and never taken for the app", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    for (let count = 0; count < 3; count++) expect(preview.answer(unread).status).toBe("waiting");
    expect(preview.answer(unread)).toMatchObject({
      status: "error",
      error: { kind: "cors-missing", retryable: false },
    });
    for (let count = 0; count < 20; count++) preview.answer(unread);
    expect(preview.state.status).toBe("error");
  });

  it("have the frame loaded anew once the port is open: what it holds is older than the server", () => {
    const preview = machine();
    preview.process({ status: "starting" });
    preview.at();
    preview.frame("loaded");
    preview.answer(unread);
    expect(preview.model.navigation).toBe(0);
    preview.process({ status: "ready" });
    preview.answer(unread);
    expect(preview.model.navigation).toBe(1);
    expect(preview.state.status).toBe("loading");
    expect(preview.frame("loaded").status).toBe("ready");
  });

  it("are an error of the app when a frame does not show them although the port is open", () => {
    const preview = machine();
    preview.process({ status: "ready" });
    preview.at();
    preview.frame("loaded");
    for (let count = 0; count < 3; count++) preview.answer({ ...unread, loads: false });
    expect(preview.state.status).toBe("waiting");
    expect(preview.answer({ ...unread, loads: false }).error?.kind).toBe("cors-missing");
  });

  it("show a page that the reader insists on anew, as the frame may hold an old one", () => {
    const preview = machine();
    preview.at();
    preview.frame("loaded");
    preview.answer(unread);
    expect(preview.dispatch({ type: "reveal" }).status).toBe("ready");
    expect(preview.model.navigation).toBe(1);
  });

  it("prove nothing while the process is being started", () => {
    const preview = machine();
    preview.process({ status: "starting" });
    preview.at();
    preview.frame("loaded");
    for (let count = 0; count < 9; count++) preview.answer(unread);
    expect(preview.state).toMatchObject({ status: "waiting", stage: "process" });
  });
});
