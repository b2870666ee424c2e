// A page whose endpoint answers at once, under fake timers, for tests in jsdom.
import { act } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, vi } from "vitest";
import { useSandboxSession } from "../src/session/index";
import { refresherChunk } from "../src/session/refresherChunk";

/** The life of the sessions that are handed out. */
export const LIFE = 900_000;

/** The URLs that were asked. */
export const asked: string[] = [];

export const answer = () => ({
  session: {
    name: `session-${asked.length}`,
    url: "https://sandbox.example/s",
    token: `marked-token-${asked.length}`,
    expiresAt: new Date(Date.now() + LIFE).toISOString(),
  },
  preview_url: "https://app.example/",
  server_time: new Date().toISOString(),
});

/** To be called once by each file of tests. */
export function fakeEndpoint(): void {
  // Loading takes real time, and there is none under fake timers.
  beforeAll(async () => void (await refresherChunk.load()));
  beforeEach(() => {
    vi.useFakeTimers();
    asked.length = 0;
    vi.stubGlobal("fetch", async (url: string) => {
      asked.push(url);
      return Response.json(answer());
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
}

export const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

export function Badge() {
  const { status, name, error } = useSandboxSession();
  return <p>{[status, name, error?.kind].filter(Boolean).join(" ")}</p>;
}
