import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type SessionLease,
  readClocks,
  remaining,
  sessionAnswer,
  SessionLeases,
} from "./sessionLeases";
import { Problem, Refusal } from "./problem";

const minute = 60_000;
let made = 0;

function lease(life = 60 * minute): SessionLease {
  const requestedAt = readClocks();
  const expiresAt = new Date(requestedAt.wall + life).toISOString();
  made += 1;
  return {
    session: {
      name: `session-${made}`,
      url: "https://s.example",
      token: `token-${made}`,
      expiresAt,
    },
    previews: [],
    life,
    requestedAt,
  };
}

const unavailable = () =>
  new Problem({ status: 503, kind: "sandbox-unavailable", detail: "Later.", retryAfter: 5 });

beforeEach(() => {
  made = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("SessionLeases", () => {
  it("makes one lease for any number of concurrent callers, and keeps it", async () => {
    const leases = new SessionLeases();
    const make = vi.fn<() => Promise<SessionLease>>(async () => lease());
    // Long after the start, when the first request also sweeps.
    vi.advanceTimersByTime(2 * minute);
    const all = await Promise.all(Array.from({ length: 1000 }, () => leases.get("a", make)));
    expect(new Set(all).size).toBe(1);
    await leases.get("a", make);
    expect(make).toHaveBeenCalledTimes(1);
    await leases.get("b", make);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it("renews at half of its life", async () => {
    const leases = new SessionLeases();
    const make = vi.fn<() => Promise<SessionLease>>(async () => lease());
    await leases.get("a", make);
    vi.advanceTimersByTime(29 * minute);
    expect((await leases.get("a", make)).session.name).toBe("session-1");
    vi.advanceTimersByTime(2 * minute);
    expect((await leases.get("a", make)).session.name).toBe("session-2");
  });

  it("spares the platform for as long as it told the browsers to wait", async () => {
    const leases = new SessionLeases();
    const make = vi.fn<() => Promise<SessionLease>>(() => Promise.reject(unavailable()));
    for (let second = 0; second < 10; second++) {
      await expect(leases.get("a", make)).rejects.toThrow("Later.");
      vi.advanceTimersByTime(1000);
    }
    expect(make).toHaveBeenCalledTimes(2);
  });

  it("spares it after a refusal that no waiting heals, too", async () => {
    const leases = new SessionLeases();
    const quota = new Problem({ status: 402, kind: "quota-exceeded", detail: "Full." });
    const make = vi.fn<() => Promise<SessionLease>>(() => Promise.reject(quota));
    for (let second = 0; second < 20; second++) {
      await expect(leases.get("a", make)).rejects.toThrow("Full.");
      vi.advanceTimersByTime(1000);
    }
    expect(make).toHaveBeenCalledTimes(2);
  });

  it("hands out the session that is still good when no newer one can be had", async () => {
    const leases = new SessionLeases();
    await leases.get("a", async () => lease());
    vi.advanceTimersByTime(40 * minute);
    const fail = () => Promise.reject(unavailable());
    const kept = await Promise.all([leases.get("a", fail), leases.get("a", fail)]);
    expect(kept.map(({ session }) => session.name)).toEqual(["session-1", "session-1"]);
    vi.advanceTimersByTime(15 * minute);
    await expect(leases.get("a", fail)).rejects.toThrow("Later.");
  });

  it("does not paper over a failure that waiting cannot heal", async () => {
    const leases = new SessionLeases();
    await leases.get("a", async () => lease());
    vi.advanceTimersByTime(40 * minute);
    const quota = new Problem({ status: 402, kind: "quota-exceeded", detail: "Full." });
    await expect(leases.get("a", () => Promise.reject(quota))).rejects.toThrow("Full.");
  });

  it("replaces a session that the sandbox refused, but not one that is seconds old", async () => {
    const leases = new SessionLeases();
    const make = vi.fn<() => Promise<SessionLease>>(async () => lease());
    await leases.get("a", make);
    await leases.get("a", make, "session-1");
    expect(make).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(6000);
    await Promise.all(Array.from({ length: 20 }, () => leases.get("a", make, "session-1")));
    expect(make).toHaveBeenCalledTimes(2);
    await leases.get("a", make, "session-1");
    expect(make).toHaveBeenCalledTimes(2);
  });

  it("looks once at a session of its own when others are refused, however many and whatever their names", async () => {
    const leases = new SessionLeases();
    const make = vi.fn<() => Promise<SessionLease>>(async () => lease());
    const looks = vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response());
    await leases.get("a", make);
    await leases.get("a", make, "session-0");
    expect(looks).not.toHaveBeenCalled();
    vi.advanceTimersByTime(6000);
    const names = [
      "session-0",
      "session-10",
      "session",
      "session-1-",
      "SESSION-1",
      "",
      "x",
      "__proto__",
    ];
    const many = Array.from({ length: 200 }, (_, index) => names[index % names.length] ?? "");
    await Promise.all(many.map((name) => leases.get("a", make, name)));
    for (const name of many) {
      vi.advanceTimersByTime(1000);
      await leases.get("a", make, `${name}-later`);
    }
    expect(looks).toHaveBeenCalledTimes(1);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it.each([401, 403, 404])("replaces its own when that look is answered %s", async (status) => {
    const leases = new SessionLeases();
    const make = vi.fn<() => Promise<SessionLease>>(async () => lease());
    const looks = vi
      .spyOn(globalThis, "fetch")
      .mockImplementation(async () => new Response(null, { status }));
    await leases.get("a", make);
    vi.advanceTimersByTime(6000);
    const given = await Promise.all([1, 2, 3].map(() => leases.get("a", make, "session-0")));
    expect(given.map(({ session }) => session.name)).toEqual(Array(3).fill("session-2"));
    expect(looks).toHaveBeenCalledTimes(1);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it.each([
    ["a failure", async () => new Response(null, { status: 503 })],
    ["a redirect", async () => new Response(null, { status: 302, headers: { location: "/401" } })],
    ["no answer", () => Promise.reject(new TypeError("fetch failed"))],
  ])("takes %s for no proof, and does not look again", async (_what, answer) => {
    const leases = new SessionLeases();
    const make = vi.fn<() => Promise<SessionLease>>(async () => lease());
    const looks = vi.spyOn(globalThis, "fetch").mockImplementation(answer);
    await leases.get("a", make);
    vi.advanceTimersByTime(6000);
    for (let times = 0; times < 3; times++) await leases.get("a", make, "session-0");
    expect(looks).toHaveBeenCalledTimes(1);
    expect(looks.mock.calls[0]?.[1]).toMatchObject({ redirect: "manual" });
    expect(make).toHaveBeenCalledTimes(1);
    await leases.get("a", make, "session-1");
    expect(make).toHaveBeenCalledTimes(2);
  });

  it("makes a thousand at a time, and tells the callers beyond to come back", async () => {
    const leases = new SessionLeases();
    const kept = await leases.get("kept", async () => lease());
    const aging = await leases.get("aging", async () => lease(60 * minute));
    const finish: (() => void)[] = [];
    const make = vi.fn<() => Promise<SessionLease>>(
      () => new Promise((resolve) => finish.push(() => resolve(lease()))),
    );
    const flood = Array.from({ length: 20_000 }, (_, caller) =>
      leases.get(`flood-${caller}`, make),
    );
    const settled = Promise.allSettled(flood);
    expect(make).toHaveBeenCalledTimes(1000);
    const again = leases.get("flood-0", make);
    expect(make).toHaveBeenCalledTimes(1000);
    const busy = leases.get("another", make);
    await expect(busy).rejects.toBeInstanceOf(Refusal);
    await expect(busy).rejects.toMatchObject({ details: { status: 503, retryAfter: 5 } });
    // What there is goes on being handed out, although 20,000 others have asked since.
    expect(await leases.get("kept", make)).toBe(kept);
    vi.advanceTimersByTime(40 * minute);
    expect(await leases.get("aging", make)).toBe(aging);
    for (const one of finish) one();
    expect((await settled).filter(({ status }) => status === "fulfilled")).toHaveLength(1000);
    expect(await again).toBe(await flood[0]);
    const next = leases.get("another", make);
    finish.at(-1)?.();
    expect((await next).session.name).toBe(`session-${made}`);
  });

  it("has room again when a thousand have failed", async () => {
    const leases = new SessionLeases();
    const failing = Array.from({ length: 1000 }, (_, caller) =>
      leases.get(`failing-${caller}`, () => Promise.reject(unavailable())),
    );
    await Promise.allSettled(failing);
    await leases.get("next", async () => lease());
  });

  it("forgets the oldest callers rather than growing without end", async () => {
    const leases = new SessionLeases();
    const make = vi.fn<() => Promise<SessionLease>>(async () => lease());
    for (let caller = 0; caller < 5_100; caller++) await leases.get(String(caller), make);
    make.mockClear();
    await leases.get("5099", make);
    expect(make).not.toHaveBeenCalled();
    await leases.get("0", make);
    expect(make).toHaveBeenCalledTimes(1);
  });
});

describe("the time left", () => {
  it("is right when the wall clock is set back, and after the machine slept", () => {
    const one = lease();
    vi.setSystemTime(Date.now() - 24 * 60 * minute);
    vi.advanceTimersByTime(10 * minute);
    expect(remaining(one)).toBe(50 * minute);
    vi.setSystemTime(one.requestedAt.wall + 55 * minute);
    expect(remaining(one)).toBe(5 * minute);
  });

  it("is told in seconds, so that the browser's clock does not matter", () => {
    const one = lease();
    vi.advanceTimersByTime(15 * minute);
    expect(sessionAnswer(one)).toMatchObject({ expires_in: 2700, refresh_in: 1800 });
    vi.advanceTimersByTime(40 * minute);
    expect(sessionAnswer(one)).toMatchObject({ expires_in: 300, refresh_in: 150 });
  });
});
