import { describe, expect, it } from "vitest";
import { ndjson, parse, serveSandbox } from "./testServer";

describe("differences of a streamed start", () => {
  it("profile A sends what ended at once line by line, without line feeds", async () => {
    const server = await serveSandbox({ profile: "A" });
    const { text } = await server.start(
      { command: "printf 'a\\nb\\n'; echo e >&2" },
      { accept: "text/event-stream" },
    );
    expect(ndjson(text).slice(0, -1)).toEqual([
      { type: "stdout", data: "a" },
      { type: "stdout", data: "b" },
      { type: "stderr", data: "e" },
    ]);
    await server.close();
  });

  it("profile A ends with the first failed run, profile B with the last", async () => {
    for (const profile of ["A", "B"] as const) {
      const server = await serveSandbox({ profile, restartPauseMs: 50 });
      const { text } = await server.start(
        { command: "echo try; sleep 0.2; exit 4", restartOnFailure: true, maxRestarts: 2 },
        { accept: "text/event-stream" },
      );
      const events = ndjson(text);
      const result = parse(String(events.at(-1)?.["data"]));
      expect(result).toMatchObject({ status: "failed", restartCount: profile === "A" ? 1 : 2 });
      const tries = events.filter(({ data }) => data === "try\n");
      expect(tries).toHaveLength(profile === "A" ? 1 : 3);
      await server.close();
    }
  });

  it("keeps both alive by events, and profile A by a line of output too", async () => {
    for (const profile of ["A", "B"] as const) {
      const server = await serveSandbox({ profile, keepAliveMs: 50, eventKeepAliveMs: 50 });
      const { text } = await server.start(
        { command: "sleep 0.4" },
        { accept: "text/event-stream" },
      );
      const events = ndjson(text);
      expect(events).toContainEqual({ type: "keepalive" });
      const strays = events.filter(({ data }) => data === "[keepalive]\n");
      expect(strays.length > 0).toBe(profile === "A");
      await server.close();
    }
  });

  it("profile B takes application/x-ndjson for it as well", async () => {
    const server = await serveSandbox({ profile: "B" });
    const { headers } = await server.start({ command: "true" }, { accept: "application/x-ndjson" });
    expect(headers.get("content-type")).toBe("application/x-ndjson");
    const text = await server.start(
      { command: "true" },
      { accept: "application/x-ndjson;q=0, */*" },
    );
    expect(text.headers.get("content-type")).toBe("application/json; charset=utf-8");
    await server.close();
  });
});
