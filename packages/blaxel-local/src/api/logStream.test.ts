import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Profile } from "../profile";
import { ndjson, serveSandbox, type TestServer } from "./testServer";

/** Reads a stream until it ends. */
const stream = (server: TestServer, id: string, accept = "*/*") =>
  server.call("GET", `/process/${id}/logs/stream`, undefined, { accept });

describe.each<Profile>(["A", "B"])("log streams, profile %s", (profile) => {
  let server: TestServer;
  const isA = profile === "A";
  beforeAll(async () => {
    server = await serveSandbox({ profile, restartPauseMs: 400 });
  });
  afterAll(() => server.close());

  it("sends headers before there is anything to say", async () => {
    await server.start({ name: "mute", command: "exec sleep 60" });
    const controller = new AbortController();
    const response = await fetch(`${server.base}/process/mute/logs/stream`, {
      signal: controller.signal,
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
    });
    controller.abort();
    expect((await server.call("GET", "/process/mute")).json["status"]).toBe("running");
  });

  it("answers for an unknown process", async () => {
    const { status, headers, text } = await stream(server, "nope");
    expect([status, text]).toEqual(
      isA
        ? [200, '{"error":"process with Identifier nope not found"}']
        : [404, '{"error":"process not found"}'],
    );
    expect(headers.get("content-type")).toContain(isA ? "text/plain" : "application/json");
  });

  it("prefixes pieces live and lines in a replay (A), or lines in both (B)", async () => {
    const command = "printf 'l1\\nl2\\n'; sleep 0.2; echo e >&2";
    expect(await server.watched("burst", command)).toEqual([
      isA ? "stdout:l1\nl2\nstderr:e\n" : "stdout:l1\nstdout:l2\nstderr:e\n",
    ]);
    expect((await stream(server, "burst")).text).toBe("stdout:l1\nstdout:l2\nstderr:e\n");
  });

  it("sends partial lines at once", async () => {
    const command = "printf part; sleep 0.2; printf 'ial\\n\\n'; sleep 0.2; printf noeol";
    expect(await server.watched("partial", command)).toEqual([
      isA ? "stdout:partstdout:ial\n\nstdout:noeol" : "stdout:partial\nstdout:\nstdout:noeol",
    ]);
    expect((await stream(server, "partial")).text).toBe(
      isA
        ? "stdout:partstdout:ial\nstdout:\nstdout:noeol\n"
        : "stdout:partial\nstdout:\nstdout:noeol",
    );
  });

  it("cuts long bursts every 4096 bytes (A) or nowhere (B), byte by byte", async () => {
    const command = "sleep 0.2; printf '%04094d漢\\n' 0; sleep 0.1";
    await server.start({ name: "split", command });
    const expected = isA
      ? Buffer.concat([
          Buffer.from(`stdout:${"0".repeat(4094)}`),
          Buffer.from([0xe6, 0xbc]),
          Buffer.from("stdout:"),
          Buffer.from([0xa2, 0x0a]),
        ])
      : Buffer.from(`stdout:${"0".repeat(4094)}漢\n`);
    for (const replay of [false, true]) {
      const response = await fetch(`${server.base}/process/split/logs/stream`);
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.equals(expected), `replay: ${replay}`).toBe(true);
    }
  });

  it("drops carriage returns before line feeds in a replay (A) or keeps every byte (B)", async () => {
    const command = "printf 'a\\r\\nb\\rc\\n\\033[31mred\\033[0m\\n'";
    await server.start({ name: "cr", command, waitForCompletion: true });
    expect((await stream(server, "cr")).text).toBe(
      `stdout:a${isA ? "" : "\r"}\nstdout:b\rc\nstdout:\u001b[31mred\u001b[0m\n`,
    );
  });

  it("ends a replay silently at a line beyond 1 MiB (A) or passes it on (B)", async () => {
    const command = "echo first; head -c 1100000 /dev/zero | tr '\\0' x; echo; echo last";
    await server.start({ name: "long", command, waitForCompletion: true });
    const { text } = await stream(server, "long");
    const rest = isA ? "" : `stdout:${"x".repeat(1_100_000)}\nstdout:last\n`;
    expect(text === `stdout:first\n${rest}`).toBe(true);
  });

  it("replays what ran before under the name (A) or only its own (B)", async () => {
    const first = await server.start({
      name: "rerun",
      command: "echo one",
      waitForCompletion: true,
    });
    await server.start({ name: "rerun", command: "echo two", waitForCompletion: true });
    expect((await stream(server, "rerun")).text).toBe(
      isA ? "stdout:one\nstdout:two\n" : "stdout:two\n",
    );
    const oldLogs = await server.call("GET", `/process/${String(first.json["pid"])}/logs`);
    const stdout = isA ? "two\n" : "one\n";
    expect(oldLogs.json).toEqual({ stdout, stderr: "", logs: stdout });
  });

  it("ends at the first failure (A) or survives restarts (B), and replays as that server does", async () => {
    const spec = { name: "re", command: "sleep 0.15; echo try; sleep 0.15; exit 4" };
    await server.start({ ...spec, restartOnFailure: true, maxRestarts: 1 });
    const notice = "[Process failed with exit code 4. Attempting restart 1/1...]";
    expect((await stream(server, "re")).text).toBe(
      isA
        ? `stdout:try\n\n${notice}\nstdout:\n${notice}\n`
        : `stdout:try\n\n${notice}\nstdout:try\n`,
    );
    await server.until(
      "re",
      ({ status, restartCount }) => status === "failed" && restartCount === 1,
    );
    await server.until("re", ({ stdout }) => String(stdout).match(/try/g)?.length === 2);
    await server.until("re", ({ status }) => status === "failed");
    const replay = (await stream(server, "re")).text;
    expect(replay.match(/stdout:try/g)).toHaveLength(isA ? 3 : 2);
    expect(replay).toContain(isA ? `stdout:\nstdout:${notice}\n` : `try\n\n${notice}\nstdout:try`);
  });

  it("announces the end to live readers only, and only in profile A", async () => {
    const announced = async (name: string, path: string) => {
      await server.start({ name, command: "echo go; exec sleep 60" });
      const response = await fetch(`${server.base}/process/${name}/logs/stream`);
      let text = "";
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        if (text === "") await server.call("DELETE", path);
        text += chunk;
      }
      return text;
    };
    expect(await announced("ann1", "/process/ann1")).toBe(
      isA ? "stdout:go\n\n[Process is being gracefully terminated]\n" : "stdout:go\n",
    );
    expect(await announced("ann2", "/process/ann2/kill")).toBe(
      isA ? "stdout:go\n\n[Process is being forcefully killed]\n" : "stdout:go\n",
    );
    expect((await stream(server, "ann2")).text).toBe("stdout:go\n");
    expect((await server.call("GET", "/process/ann2")).json["stdout"]).toBe("go\n");
  });

  it("keeps the connection alive, also inside an unfinished line", async () => {
    const other = await serveSandbox({ profile, keepAliveMs: 100 });
    const [text] = await other.watched("ka", "printf 'prompt> '; sleep 0.5");
    expect(text).toMatch(/^(\[keepalive\]\n)*stdout:prompt> (\[keepalive\]\n)+$/);
    await other.close();
  });

  it("inlines the last 64 KiB, and 4 MiB where asked for all", async () => {
    const marker = "[... truncated, see the process log file for the full output ...]\n";
    const command =
      "head -c 5000000 /dev/zero | tr '\\0' x; head -c 70000 /dev/zero | tr '\\0' y >&2";
    const { json } = await server.start({ name: "big", command, waitForCompletion: true });
    expect(json["stdout"]).toBe(marker + "x".repeat(4 * 1024 * 1024));
    expect(json["stderr"]).toBe("y".repeat(70_000));
    const one = (await server.call("GET", "/process/big")).json;
    expect(one["stdout"]).toBe(marker + "x".repeat(64 * 1024));
    expect(one["stderr"]).toBe(marker + "y".repeat(64 * 1024));
    expect(one["logs"]).toBe(`${String(one["stdout"])}${String(one["stderr"])}`);
    const logs = (await server.call("GET", "/process/big/logs")).json;
    expect(logs["stdout"]).toBe(json["stdout"]);
  });

  it("writes one U+FFFD for each byte that is no text", async () => {
    const command = "printf '\\377\\346\\274ok\\303\\251'";
    const { json } = await server.start({ command, waitForCompletion: true });
    expect(json["stdout"]).toBe("\ufffd\ufffd\ufffdoké");
  });
});

describe("NDJSON log streams", () => {
  const accept = "application/x-ndjson";

  it("profile A does not know them", async () => {
    const server = await serveSandbox({ profile: "A" });
    await server.start({ name: "x", command: "echo x", waitForCompletion: true });
    expect((await stream(server, "x", accept)).headers.get("content-type")).toContain("text/plain");
    await server.close();
  });

  it("profile B keeps every byte, tells restarts apart and stays alive", async () => {
    const server = await serveSandbox({ profile: "B", keepAliveMs: 60, restartPauseMs: 200 });
    const command = "printf 'a\\nb'; printf '\\377\\000' >&2; sleep 0.2; exit 3";
    await server.start({ name: "x", command, restartOnFailure: true, maxRestarts: 1 });
    const { headers, text } = await stream(server, "x", accept);
    expect(headers.get("content-type")).toBe(accept);
    expect(headers.get("vary")).toBe("Accept");
    const events = ndjson(text);
    const output = (all: typeof events) => all.filter(({ type }) => type !== "keepalive");
    expect(events).toContainEqual({ type: "keepalive" });
    const run = [
      { type: "stdout", data: "a\nb" },
      { type: "stderr", data: "/wA=", encoding: "base64" },
    ];
    const notice = "\n[Process failed with exit code 3. Attempting restart 1/1...]\n";
    const expected = [...run, { type: "restart", data: notice }, ...run];
    expect(output(events)).toEqual(expected);
    expect(output(ndjson((await stream(server, "x", accept)).text))).toEqual(expected);
    await server.close();
  });

  it.each([
    ["", "text/plain"],
    ["*/*", "text/plain"],
    ["application/*", "text/plain"],
    ["text/plain, application/x-ndjson", accept],
    ["application/x-ndjson;q=0, text/plain", "text/plain"],
    ["application/x-ndjson;q=0.5, text/plain;q=0.9", "text/plain"],
    ["text/plain;q=0.5, application/x-ndjson;q=0.9", accept],
  ])("profile B answers Accept %j with %s", async (header, type) => {
    const server = await serveSandbox({ profile: "B" });
    await server.start({ name: "x", command: "echo x", waitForCompletion: true });
    expect((await stream(server, "x", header)).headers.get("content-type")).toContain(type);
    await server.close();
  });
});
