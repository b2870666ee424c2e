import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type SessionLease,
  readClocks,
  remaining,
  sessionAnswer,
  SessionLeases,
} from "./sessionLeases";
import { Problem } from "./problem";

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
