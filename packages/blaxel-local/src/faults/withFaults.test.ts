import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "../../../../testbed/eventually";
import { withFaults } from "./withFaults";
import type { BackendFault } from "./backendFault";

const NOW = Date.parse("2030-01-01T00:00:00.000Z");
const request = (init?: RequestInit) => new Request("http://backend/api/sandbox", init);

let count = 0;
const route = withFaults(async () =>
  Response.json(
    {
      session: {
        name: `session-${++count}`,
        url: "http://s",
        token: `token-${count}`,
        expiresAt: new Date(NOW + 60_000).toISOString(),
      },
      preview_url: "http://p",
      previews: { app: { url: "http://p", expires_at: new Date(NOW).toISOString() } },
      server_time: new Date(NOW).toISOString(),
      expires_in: 60,
    },
    { headers: { "Access-Control-Allow-Origin": "http://kit", Vary: "Origin" } },
  ),
);
interface Answer {
  session: { name: string; expiresAt: string; token?: string };
  previews: Record<string, { expires_at: string }>;
  server_time: string;
  expires_in: number;
}
const ask = async (init?: RequestInit): Promise<Answer> => {
  const parsed: Answer = await (await route(request(init))).json();
  return parsed;
};

afterEach(() => {
  route.faults.clear();
  count = 0;
});

describe("withFaults", () => {
  it("is the route itself without a fault, and for preflights", async () => {
    expect((await ask()).session.name).toBe("session-1");
    route.faults.inject({ type: "status", status: 500 });
    expect((await route(request({ method: "OPTIONS" }))).status).toBe(200);
  });

  it("answers with a status that a browser may read", async () => {
    await ask();
    const fault = route.faults.inject({
      type: "status",
      status: 429,
      retryAfterSeconds: 3,
      times: 1,
    });
    const answer = await route(request());
    expect([answer.status, answer.headers.get("Retry-After")]).toEqual([429, "3"]);
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("http://kit");
    expect(fault.fired).toBe(1);
    expect((await route(request())).status).toBe(200);
    route.faults.inject({ type: "status", status: 502, body: "html", times: 1 });
    expect(await (await route(request())).text()).toContain("<title>502 Bad Gateway</title>");
    route.faults.inject({ type: "status", status: 401, body: "empty", times: 1 });
    expect(await (await route(request())).text()).toBe("");
  });

  it("tells the time of a wrong clock", async () => {
    const hour = 3_600_000;
    for (const offsetMs of [2 * hour, -2 * hour]) {
      const fault = route.faults.inject({ type: "clock", offsetMs });
      const response = await route(request());
      const date = Date.parse(response.headers.get("Date") ?? "");
      expect(Math.abs(date - Date.now() - offsetMs)).toBeLessThan(10_000);
      const answer: Answer = await response.json();
      expect(Date.parse(answer.session.expiresAt)).toBe(NOW + 60_000 + offsetMs);
      expect(Date.parse(answer.previews["app"]?.expires_at ?? "")).toBe(NOW + offsetMs);
      expect(Date.parse(answer.server_time)).toBe(NOW + offsetMs);
      expect(answer.expires_in).toBe(60);
      fault.lift();
    }
  });

  it("gives the same session again", async () => {
    const first = await ask();
    route.faults.inject({ type: "repeat", times: 1 });
    expect((await ask()).session.name).toBe(first.session.name);
    expect((await ask()).session.name).not.toBe(first.session.name);
    expect(count).toBe(2);
  });

  it("gives bodies that are no session", async () => {
    const bodies: [Extract<BackendFault, { type: "body" }>["body"], RegExp][] = [
      ["empty", /^$/],
      ["wrong-shape", /^{"ok":true}$/],
      ["html", /^<!DOCTYPE html>/],
      ["truncated", /^{"session":.*[^}]$/],
      ["no-token", /^{"session":{"name":"session-5","url":"http:\/\/s","expiresAt"/],
    ];
    for (const [body, text] of bodies) {
      route.faults.inject({ type: "body", body, times: 1 });
      const answer = await route(request());
      expect([body, answer.status]).toEqual([body, 200]);
      expect(await answer.text()).toMatch(text);
    }
  });

  it("breaks before the answer, and within it", async () => {
    route.faults.inject({ type: "reset", times: 1 });
    expect((await route(request())).type).toBe("error");
    route.faults.inject({ type: "reset", afterBytes: 10, times: 1 });
    const reader = (await route(request())).body?.getReader();
    expect(await reader?.read()).toMatchObject({ value: { length: 10 } });
    await expect(reader?.read()).rejects.toThrow("reset on purpose");
  });

  it("hangs until it is lifted, its time is up, or the client leaves", async () => {
    const lifted = route.faults.inject({ type: "hang" });
    const waiting = ask();
    await eventually(() => expect(lifted.fired).toBe(1));
    expect(count).toBe(0);
    lifted.lift();
    expect((await waiting).session.name).toBe("session-1");

    route.faults.inject({ type: "hang", forMs: 30 });
    expect((await ask()).session.name).toBe("session-2");

    route.faults.inject({ type: "hang" });
    const controller = new AbortController();
    const left = route(request({ signal: controller.signal }));
    controller.abort();
    expect((await left).type).toBe("error");
    expect(count).toBe(2);
  });

  it("is late, and slow", async () => {
    route.faults.inject({ type: "latency", ms: 100, times: 1 });
    let startedAt = Date.now();
    await ask();
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(95);
    route.faults.inject({ type: "slow", bytesPerSecond: 1000 });
    startedAt = Date.now();
    expect((await ask()).expires_in).toBe(60);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(150);
  });

  it("names what is wrong with a fault", () => {
    const wrong: BackendFault = JSON.parse('{"type":"body","body":"other"}');
    expect(() => route.faults.inject(wrong)).toThrow("body must be one of empty, wrong-shape");
    const range: BackendFault = { type: "status", status: 700 };
    expect(() => route.faults.inject(range)).toThrow("status must be a status");
  });
});
