import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Profile } from "../profile";
import { eventually, serveSandbox, type TestServer } from "./testServer";

const trap = (what: string) => `trap '${what}' TERM; echo ready; while :; do sleep 0.05; done`;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // Nobody has that id any more.
  }
}

describe.each<Profile>(["A", "B"])("ending processes, profile %s", (profile) => {
  let server: TestServer;
  const isA = profile === "A";
  beforeAll(async () => {
    server = await serveSandbox({ profile, restartPauseMs: 400 });
  });
  afterAll(() => server.close());

  const stop = (id: string) => server.call("DELETE", `/process/${id}`);
  const kill = (id: string) => server.call("DELETE", `/process/${id}/kill`);
  const ready = (id: string) => server.until(id, ({ stdout }) => stdout !== "");
  const ended = (id: string) => server.until(id, ({ completedAt }) => completedAt !== "");

  it("stops", async () => {
    await server.start({ name: "stop", command: trap("exit 7") });
    await ready("stop");
    const first = await stop("stop");
    expect([first.status, first.json["message"]]).toEqual([
      200,
      isA ? "Process stopped successfully" : "Process stop requested",
    ]);
    const atOnce = (await server.call("GET", "/process/stop")).json;
    expect(["running", "stopped"].slice(isA ? 1 : 0)).toContain(atOnce["status"]);
    expect(await ended("stop")).toMatchObject({ status: "stopped", exitCode: 7 });
    const second = await stop("stop");
    expect([second.status, second.json]).toEqual(
      isA
        ? [404, { error: "process with Identifier stop is not running" }]
        : [200, { message: "Process stop requested" }],
    );
  });

  it("says completed or stopped of one that exits with 0 when told to stop", async () => {
    await server.start({ name: "polite", command: trap("exit 0") });
    await ready("polite");
    await stop("polite");
    expect(await ended("polite")).toMatchObject({
      status: isA ? "completed" : "stopped",
      exitCode: 0,
    });
  });

  it("keeps one that ignores the wish, until it is killed", async () => {
    await server.start({ name: "deaf", command: trap(":") });
    await ready("deaf");
    await stop("deaf");
    const { json } = await server.call("GET", "/process/deaf");
    expect(json).toMatchObject({
      status: isA ? "stopped" : "running",
      completedAt: "",
      exitCode: 0,
    });
    const killed = await kill("deaf");
    expect([killed.status, killed.json["message"]]).toEqual([
      200,
      isA ? "Process killed successfully" : "Process kill requested",
    ]);
    expect(await ended("deaf")).toMatchObject({ status: "killed", exitCode: -1 });
  });

  it("kills the whole group", async () => {
    await server.start({ name: "group", command: "sleep 60 & echo $!; wait" });
    const { stdout } = await ready("group");
    await kill("group");
    await ended("group");
    const left = await eventually(
      () => isRunning(Number(stdout)),
      (running) => !running,
    );
    expect(left).toBe(false);
  });

  it("refuses for what has ended by itself, and for what never was", async () => {
    await server.start({ name: "over", command: "true", waitForCompletion: true });
    expect((await stop("over")).json["error"]).toBe("process with Identifier over is not running");
    const killed = await kill("over");
    expect([killed.status, killed.json["error"]]).toEqual([
      404,
      isA
        ? "failed to kill process with Identifier over: no such process"
        : "process with Identifier over is not running",
    ]);
    for (const refused of [await stop("nope"), await kill("nope")]) {
      expect([refused.status, refused.json["error"]]).toEqual([
        404,
        "process with Identifier nope not found",
      ]);
    }
  });

  it("starts what failed again, under the same pid, and says so in its output", async () => {
    const command = "echo try; exit 4";
    const spec = { name: "again", command, restartOnFailure: true, maxRestarts: 2 };
    const { json } = await server.start(spec);
    const resting = await server.until("again", ({ stdout }) =>
      String(stdout).includes("Attempting restart 1/2"),
    );
    expect(resting["status"]).toBe(isA ? "failed" : "running");
    expect(resting["completedAt"] === "").toBe(false);
    const over = await server.until(
      "again",
      ({ restartCount, status }) => restartCount === 2 && status === "failed",
    );
    const last = await server.until(
      "again",
      ({ stdout }) => String(stdout).match(/try/g)?.length === 3,
    );
    expect(last["pid"]).toBe(json["pid"]);
    expect(over["exitCode"]).toBe(4);
    expect(last["stdout"]).toBe(
      "try\n\n[Process failed with exit code 4. Attempting restart 1/2...]\n" +
        "try\n\n[Process failed with exit code 4. Attempting restart 2/2...]\ntry\n",
    );
  });

  it("waits for the final exit, not for the first", async () => {
    const { json } = await server.start({
      command: "echo x >> runs; [ $(wc -l < runs) = 2 ]",
      restartOnFailure: true,
      maxRestarts: -1,
      waitForCompletion: true,
    });
    expect(json).toMatchObject({ status: "completed", restartCount: 1, exitCode: 0 });
    expect(json["stdout"]).toContain("Attempting restart 1/unlimited");
  });

  it("does not start again what was stopped or killed", async () => {
    const spec = { command: "sleep 60", restartOnFailure: true, maxRestarts: -1 };
    for (const [name, end] of [
      ["r1", stop],
      ["r2", kill],
    ] as const) {
      await server.start({ name, ...spec });
      await end(name);
      const over = await ended(name);
      expect([over["status"], over["restartCount"]]).toEqual([
        name === "r1" ? "stopped" : "killed",
        0,
      ]);
    }
  });

  it("treats the pause before a restart in its own way", async () => {
    await server.start({
      name: "pause",
      command: "exit 1",
      restartOnFailure: true,
      maxRestarts: 1,
    });
    await server.until("pause", ({ completedAt }) => completedAt !== "");
    const stopped = await stop("pause");
    expect(stopped.status).toBe(isA ? 404 : 200);
    const over = await server.until(
      "pause",
      ({ status, completedAt, restartCount }) =>
        completedAt !== "" &&
        (isA ? restartCount === 1 && status === "failed" : status === "stopped"),
    );
    expect(over["restartCount"]).toBe(isA ? 1 : 0);
  });

  it("closes at once, also while something rests before a restart or asks to be restarted", async () => {
    const other = await serveSandbox({ profile, restartPauseMs: 60_000 });
    const again = { restartOnFailure: true, maxRestarts: -1 };
    await other.start({ name: "rests", command: "exit 1", ...again });
    await other.until("rests", ({ completedAt }) => completedAt !== "");
    await other.start({ name: "runs", command: "exec sleep 60", ...again });
    const stream = other.call("GET", "/process/runs/logs/stream");
    await other.close();
    expect((await stream).status).toBe(200);
  });
});
