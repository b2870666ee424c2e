import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { probe } from "./probe";

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp();
});
afterAll(() => app.stop());

const ask = (path: string, timeoutMs = 5_000) =>
  probe(app.url + path, {
    host: location.origin,
    accept: (status) => status < 400,
    signal: new AbortController().signal,
    timeoutMs,
  });

describe("what a probe can tell of a real gateway and a real app", () => {
  it.each([
    ["/page", { status: 200 }],
    ["/redirect", { redirected: true }],
    ["/away?to=https://login.invalid/", { redirected: true }],
    ["/status/500", { kind: "app-failed", status: 500 }],
    ["/status/404", { kind: "app-failed", status: 404 }],
    ["/no-content", { kind: "not-a-page", status: 204 }],
    ["/host", { kind: "host-blocked", status: 403 }],
    ["/reset", { kind: "nothing-listening", status: 502 }],
  ])("%s", async (path, probeResult) => {
    expect(await ask(path)).toEqual(probeResult);
  });

  it("a hang ends at its limit", async () => {
    expect(await ask("/hang", 300)).toEqual({ kind: "timeout" });
  });
});
