import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Profile } from "../profile";
import { ndjson, parse, serveSandbox, type TestServer } from "./testServer";

const BAD = "invalid request body: ";
const into = (field: string, type: string) =>
  `into Go struct field ProcessRequest.${field} of type ${type}`;

describe.each<Profile>(["A", "B"])("POST /process, profile %s", (profile) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serveSandbox({ profile });
    mkdirSync(`${server.root}/app`);
    writeFileSync(`${server.root}/file`, "");
  });
  afterAll(() => server.close());

  it("starts one of many that are asked for at once under one name", async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => server.start({ name: "one", command: "exec sleep 60" })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200, 400, 400, 400, 400, 400,
    ]);
    await server.call("DELETE", "/process/one/kill");
  });

  it.each([
    [
      {},
      "Key: 'ProcessRequest.Command' Error:Field validation for 'Command' failed on the 'required' tag",
    ],
    [
      { command: null },
      "Key: 'ProcessRequest.Command' Error:Field validation for 'Command' failed on the 'required' tag",
    ],
    [
      { command: "" },
      "Key: 'ProcessRequest.Command' Error:Field validation for 'Command' failed on the 'required' tag",
    ],
    [{ command: 5 }, `json: cannot unmarshal number ${into("command", "string")}`],
    [{ Command: [] }, `json: cannot unmarshal array ${into("command", "string")}`],
    [{ command: "x", name: {} }, `json: cannot unmarshal object ${into("name", "string")}`],
    [{ command: "x", env: { A: 1 } }, `json: cannot unmarshal number ${into("env", "string")}`],
    [
      { command: "x", env: "A=1" },
      `json: cannot unmarshal string ${into("env", "map[string]string")}`,
    ],
    [{ command: "x", timeout: "1" }, `json: cannot unmarshal string ${into("timeout", "int")}`],
    [{ command: "x", timeout: 1.5 }, `json: cannot unmarshal number 1.5 ${into("timeout", "int")}`],
    [
      { command: "x", waitForPorts: "3000" },
      `json: cannot unmarshal string ${into("waitForPorts", "[]int")}`,
    ],
    [
      { command: "x", waitForPorts: ["3000"] },
      `json: cannot unmarshal string ${into("waitForPorts", "int")}`,
    ],
    [
      { command: "x", keepAlive: "yes" },
      `json: cannot unmarshal string ${into("keepAlive", "bool")}`,
    ],
    ["[]", "json: cannot unmarshal array into Go value of type handler.ProcessRequest"],
    ["7", "json: cannot unmarshal number into Go value of type handler.ProcessRequest"],
    ["", "EOF"],
    ["{bad", "invalid character 'b' looking for beginning of object key string"],
  ])("refuses %j in Go's words", async (body, text) => {
    for (const accept of ["*/*", "text/event-stream"]) {
      const { status, json } = await server.call("POST", "/process", body, { accept });
      expect([status, json]).toEqual([400, { error: BAD + text }]);
    }
  });

  it("shows a process as that profile does", async () => {
    const { json } = await server.start({ command: "pwd; echo e >&2", waitForCompletion: true });
    expect(json).toEqual({
      pid: expect.stringMatching(/^\d+$/),
      name: expect.stringMatching(/^proc-[a-z0-9]{8}$/),
      command: "pwd; echo e >&2",
      status: "completed",
      startedAt: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/),
      completedAt: expect.stringMatching(/ GMT$/),
      exitCode: 0,
      workingDir: profile === "A" ? "" : "/",
      logs: expect.stringMatching(/\ne\n$/),
      stdout: expect.stringMatching(/sandbox-root-\w+\n$/),
      stderr: "e\n",
      restartOnFailure: false,
      maxRestarts: 0,
      restartCount: 0,
      keepAlive: false,
      ...(profile === "B" ? { stdin: false } : {}),
    });
  });

  it("marks what is not there yet in that profile's way", async () => {
    const { json } = await server.start({ name: "quiet", command: "sleep 30" });
    expect([json["logs"], json["completedAt"]]).toEqual([profile === "A" ? null : "", ""]);
    const listed: unknown = JSON.parse((await server.call("GET", "/process")).text);
    const completedAt = profile === "A" ? null : "";
    expect(listed).toContainEqual(
      expect.objectContaining({ name: "quiet", completedAt, logs: "" }),
    );
  });

  it("maps working directories into the root and refuses those outside", async () => {
    const inApp = await server.start({
      command: "pwd",
      workingDir: "//app",
      waitForCompletion: true,
    });
    expect(inApp.json["stdout"]).toBe(`${server.root}/app\n`);
    expect(inApp.json["workingDir"]).toBe("/app");
    const home = await server.start({
      command: "pwd",
      workingDir: "~/app",
      waitForCompletion: true,
    });
    expect(home.json["stdout"]).toBe(`${server.root}/app\n`);
    for (const workingDir of ["/nope", "/proc"]) {
      const { status, json } = await server.start({ command: "ls", workingDir });
      expect([status, json["error"]]).toEqual([
        422,
        `failed to start process: could not execute command 'ls' because folder '${workingDir}' does not exist`,
      ]);
    }
    const above = await server.start({
      command: "pwd",
      workingDir: "/../..",
      waitForCompletion: true,
    });
    expect(above.json["stdout"]).toBe(`${server.root}\n`);
    expect((await server.start({ command: "ls", workingDir: "/file" })).json["error"]).toContain(
      "not a directory",
    );
  });

  it("takes a name again only when its process has ended, and finds the latest by name", async () => {
    const first = await server.start({ name: "srv", command: "exec sleep 30" });
    const second = await server.start({ name: "srv", command: "exec sleep 30" });
    expect([second.status, second.json["error"]]).toEqual([
      400,
      "process with name 'srv' already exists and is running",
    ]);
    await server.call("DELETE", "/process/srv/kill");
    await server.until("srv", ({ completedAt }) => completedAt !== "");
    const third = await server.start({ name: "srv", command: "true", waitForCompletion: true });
    expect(third.status).toBe(200);
    expect(third.json["pid"]).not.toBe(first.json["pid"]);
    expect((await server.call("GET", "/process/srv")).json["pid"]).toBe(third.json["pid"]);
    const byPid = await server.call("GET", `/process/${String(first.json["pid"])}`);
    expect(byPid.json["status"]).toBe("killed");
  });

  it("never finds a name that looks like a number, and refuses one with a slash", async () => {
    await server.start({ name: "4711", command: "true", waitForCompletion: true });
    expect((await server.call("GET", "/process/4711")).status).toBe(404);
    const { status, json } = await server.start({ name: "a/b", command: "true" });
    expect(status).toBe(422);
    expect(json["error"]).toMatch(
      /^failed to start process: failed to create stdout log file: open /,
    );
  });

  it("passes on what programs need and what was named, and the request's on top", async () => {
    vi.stubEnv("BL_API_KEY", "must not leak");
    vi.stubEnv("DATABASE_URL", "must not leak");
    vi.stubEnv("NAMED", "by the server");
    vi.stubEnv("TZ", "Europe/Rome");
    const env = { FROM_OPTIONS: "1", LANG: "from the options" };
    const other = await serveSandbox({ profile, env, passEnv: ["NAMED"] });
    try {
      const { json } = await other.start({
        command: "env",
        env: { FROM_REQUEST: "2", NODE_OPTIONS: "--no-warnings", LANG: "C", TZ: "UTC" },
        waitForCompletion: true,
      });
      expect(json["stdout"]).not.toContain("must not leak");
      expect(json["stdout"]).not.toMatch(/^(npm_lifecycle|npm_package|VITEST|NODE_ENV)/m);
      expect(json["stdout"]).toContain(`PATH=${process.env["PATH"]}\n`);
      expect(json["stdout"]).toContain("NAMED=by the server\n");
      expect(json["stdout"]).toContain("LANG=C\n");
      expect(json["stdout"]).toContain("TZ=UTC\n");
      expect(json["stdout"]).toContain("FROM_OPTIONS=1\n");
      expect(json["stdout"]).toContain("FROM_REQUEST=2\n");
      expect(json["stdout"]).toMatch(/NODE_OPTIONS=--no-warnings --import=file:/);
    } finally {
      vi.unstubAllEnvs();
      await other.close();
    }
  });

  it("gives a command /dev/null to read, no terminal and a group of its own", async () => {
    const command = "readlink /proc/self/fd/0; tty; ps -o pgid= -p $$ | tr -d ' '; echo $$";
    const { json } = await server.start({ command, waitForCompletion: true });
    expect(json["stdout"]).toBe(
      `/dev/null\nnot a tty\n${String(json["pid"])}\n${String(json["pid"])}\n`,
    );
  });

  it("refuses what the system cannot run", async () => {
    for (const body of [{ command: "a\0b" }, { command: "x", env: { A: "\0" } }]) {
      const { status, json } = await server.start(body);
      const error = "failed to start process: fork/exec /bin/sh: invalid argument";
      expect([status, json]).toEqual([422, { error }]);
    }
  });

  it("runs a command that is too long to be an argument only as a newer server", async () => {
    const command = `: ${"x".repeat(200_000)}; echo $0 "it's long"`;
    const { status, text } = await server.start({ command, waitForCompletion: true });
    const [expected, said] =
      profile === "A"
        ? [422, "failed to start process: fork/exec /bin/sh: argument list too long"]
        : [200, "sh it's long\\n"];
    expect([status, text]).toEqual([expected, expect.stringContaining(said)]);
  });

  it("says how a process ended", async () => {
    const exits = await Promise.all(
      ["exit 7", "kill -9 $$", "definitely-not-a-command", "true"].map(
        async (command) => (await server.start({ command, waitForCompletion: true })).json,
      ),
    );
    expect(exits.map(({ status, exitCode }) => [status, exitCode])).toEqual([
      ["failed", 7],
      ["failed", -1],
      ["failed", 127],
      ["completed", 0],
    ]);
  });

  it("lets a timeout bound the wait, and kills by it only in profile B", async () => {
    const expected = profile === "A" ? "running" : "killed";
    const { status, json } = await server.start({
      name: "late",
      command: "sleep 30",
      waitForCompletion: true,
      timeout: 1,
    });
    expect([status, json["error"]]).toEqual([422, "process timed out after 1 seconds"]);
    const late = await server.until("late", (process) => process["status"] === expected);
    expect(late["completedAt"] === "").toBe(profile === "A");
  });

  it("kills what is kept alive at its timeout", async () => {
    await server.start({ name: "kept", command: "sleep 30", keepAlive: true, timeout: 1 });
    const kept = await server.until("kept", ({ completedAt }) => completedAt !== "");
    expect(kept).toMatchObject({ status: "killed", exitCode: -1, keepAlive: false });
  });

  it("streams a start as NDJSON when asked to, errors included", async () => {
    const headers = { accept: "text/event-stream" };
    const ok = await server.start({ command: "echo a; sleep 0.3; echo b >&2; sleep 0.3" }, headers);
    expect(ok.headers.get("content-type")).toBe("application/x-ndjson");
    const events = ndjson(ok.text);
    expect(events.slice(0, -1)).toEqual([
      { type: "stdout", data: "a\n" },
      { type: "stderr", data: "b\n" },
    ]);
    const result = parse(String(events.at(-1)?.["data"]));
    expect(result).toMatchObject({ status: "completed", stdout: "a\n", stderr: "b\n" });

    const bad = await server.start({ command: "ls", workingDir: "/nope" }, headers);
    expect(bad.status).toBe(200);
    expect(ndjson(bad.text)).toEqual([
      { type: "error", data: expect.stringContaining("folder '/nope' does not exist") },
    ]);
  });
});
