import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, serveSandbox, type TestServer } from "../api/testServer";
import { portOf } from "../listener";
import { startLocalSandbox } from "../startLocalSandbox";
import { setLimit } from "../process/groupGuard";
import { chooseIsolation } from "./isolation";
import { Namespace } from "./namespace";
import { openTestSandbox, send, type TestSandbox } from "../testSandbox";

/** Not every machine has the tools, and some forbid it: macOS, containers without user namespaces. */
const allowed = await chooseIsolation("auto");

const shell = (command: string) => execFileSync("sh", ["-c", command], { encoding: "utf8" });

describe.runIf(allowed.kind === "namespace")("a sandbox with files and ports of its own", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serveSandbox({ isolation: "namespace" });
  });
  afterAll(() => server.close());

  const write = (path: string, content: string) =>
    server.call("PUT", `/filesystem/${encodeURIComponent(path)}`, { content });
  const read = async (path: string) =>
    (await server.call("GET", `/filesystem/${encodeURIComponent(path)}`)).json["content"];
  const run = async (command: string, options: Record<string, unknown> = {}) => {
    const { json } = await server.start({ command, waitForCompletion: true, ...options });
    return json;
  };

  it("shows its processes the files that the API writes, and the other way round", async () => {
    await write("/tmp/x", "from the API");
    await write("/app/src/a.txt", "a");
    expect(await run("cat /tmp/x; cat /app/src/a.txt")).toMatchObject({ stdout: "from the APIa" });
    await run("echo from a process > /tmp/y; cp -r /app/src /app/copy; mkdir -p /home/me/deep");
    expect(await read("/tmp/y")).toBe("from a process\n");
    expect(await read("/app/copy/a.txt")).toBe("a");
    expect(existsSync(join(server.root, "home/me/deep"))).toBe(true);
  });

  it("begins at its own `/`, where the system's folders are beside its own", async () => {
    await write("/app/a.txt", "a");
    expect(await run("pwd")).toMatchObject({ stdout: "/\n" });
    expect(await run("pwd", { workingDir: "/app" })).toMatchObject({ stdout: "/app\n" });
    expect(await run("pwd", { workingDir: "/usr/lib" })).toMatchObject({ stdout: "/usr/lib\n" });
    const { stdout } = await run("cd / && ls");
    expect(String(stdout).split("\n")).toEqual(
      expect.arrayContaining(["app", "etc", "tmp", "usr"]),
    );
    expect(String(stdout)).not.toContain("boot");
    expect(await run("echo $HOME; whoami; cd; pwd")).toMatchObject({
      stdout: "/root\nroot\n/root\n",
    });
    const refused = await server.start({ command: "true", workingDir: "/nowhere" });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining("/nowhere")]);
  });

  it("lets nothing be written outside of it", async () => {
    const proof = `/tmp/proof-${process.pid}`;
    const { exitCode } = await run(
      `echo > ${proof}; rm -rf /app/*; echo > /usr/proof; echo > /etc/proof; mv /usr/bin /usr/gone; rm -rf /bin/sh`,
    );
    expect(exitCode).not.toBe(0);
    expect(existsSync(join(server.root, proof))).toBe(true);
    expect([proof, "/usr/proof", "/etc/proof", "/usr/gone"].filter(existsSync)).toEqual([]);
    expect(existsSync("/bin/sh")).toBe(true);
    expect(await run("ls /app")).toMatchObject({ stdout: "" });
  });

  it("finds the machine's programs with an empty environment, and with a command of any length", async () => {
    expect(await run("env -i sh -c 'ls -d /usr; pwd'")).toMatchObject({ stdout: "/usr\n/\n" });
    const long = `: ${"x".repeat(200_000)}; echo long`;
    expect(await run(long)).toMatchObject({ exitCode: 0, stdout: "long\n" });
    expect(await run("node -p 1+1; python3 -c 'print(3)'")).toMatchObject({ stdout: "2\n3\n" });
  });

  it("starts although a variable names a path that cannot be looked at", async () => {
    const odd = { DATA: `/${"far".repeat(2000)}`, OTHER: `/nowhere/${"deep/".repeat(2000)}` };
    const other = await serveSandbox({ isolation: "namespace", baseEnv: odd });
    const { json } = await other.start({ command: "pwd", waitForCompletion: true });
    await other.close();
    expect(json).toMatchObject({ exitCode: 0, stdout: "/\n" });
  });

  it("keeps exit codes, signals, input and both outputs", async () => {
    expect(await run("echo out; echo err >&2; exit 7")).toMatchObject({
      exitCode: 7,
      stdout: "out\n",
      stderr: "err\n",
    });
    await server.start({
      name: "trap",
      command: "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.1; done",
    });
    await server.until("trap", ({ stdout }) => stdout === "up\n");
    await server.call("DELETE", "/process/trap");
    await server.until("trap", ({ status }) => status === "stopped");
    expect((await server.call("GET", "/process/trap")).json["stdout"]).toBe("up\nbye\n");
    await server.start({ name: "reads", command: "read line; echo got $line", stdin: true });
    await server.call("POST", "/process/reads/stdin", "text\n");
    await server.until("reads", ({ stdout }) => stdout === "got text\n");
  });

  it("reaches what a program calls back, in the sandbox", async () => {
    await write(
      "/hears.cjs",
      `require("node:http").createServer((q, s) => { q.pipe(process.stdout); s.end(); }).listen(5000)`,
    );
    await server.start({ name: "hears", command: "node /hears.cjs", waitForPorts: [5000] });
    const { json } = await server.start({
      name: "opens",
      command: "sleep 1; exec python3 -m http.server 5001",
    });
    await server.call("POST", `/network/process/${String(json["pid"])}/monitor`, {
      callback: "http://localhost:5000/",
    });
    const { stdout } = await server.until("hears", (hears) => hears["stdout"] !== "");
    expect(JSON.parse(String(stdout))).toEqual({ pid: Number(json["pid"]), port: 5001 });
  });
});

describe.runIf(allowed.kind === "namespace")("the ports of sandboxes that are isolated", () => {
  let test: TestSandbox;
  beforeAll(async () => {
    test = await openTestSandbox({ isolation: "namespace" });
  });
  afterAll(() => test.local.close());

  it("are each sandbox's own, whatever the program, and none is the machine's", async () => {
    const other = await serveSandbox({ isolation: "namespace" });
    try {
      const python = {
        name: "py",
        command: "exec python3 -m http.server 8000",
        waitForPorts: [8000],
      };
      expect((await test.api("POST", "/process", python)).status).toBe(200);
      const node = `node -e 'require("http").createServer((q, s) => s.end("node")).listen(8000, "0.0.0.0")'`;
      expect((await other.start({ command: node, waitForPorts: [8000] })).status).toBe(200);
      expect(shell("ss -ltnH 'sport = :8000'")).toBe("");
      const app = await test.preview("py", { port: 8000, public: true });
      expect(await send(app.url)).toMatchObject({
        status: 200,
        headers: { server: expect.stringContaining("SimpleHTTP") },
      });
      const ports = await other.call("GET", `/network/process/${(await pidOf(other)) ?? 0}/ports`);
      expect(ports.json["ports"]).toMatchObject([{ localPort: 8000, state: "LISTEN" }]);
    } finally {
      await other.close();
    }
  });

  it("tell a bind to loopback from none, and answer from the first request on", async () => {
    const start = { name: "lo", command: "exec python3 -m http.server 8001 --bind 127.0.0.1" };
    await test.api("POST", "/process", start);
    const app = await test.preview("lo", { port: 8001, public: true });
    expect((await send(app.url)).status).toBe(502);
  });

  it("do not lead to the machine's own servers", async () => {
    const own = createServer((_, response) => response.end("the machine's")).listen(0, "127.0.0.1");
    await new Promise((resolve) => own.once("listening", resolve));
    const command = `curl -s -m 5 http://127.0.0.1:${portOf(own)}/ || echo refused`;
    const answer = await test.api("POST", "/process", { command, waitForCompletion: true });
    expect(JSON.parse(answer.body)).toMatchObject({ stdout: "refused\n" });
    await new Promise((resolve) => own.close(resolve));
  });
});

describe.runIf(allowed.kind === "namespace")("an isolated sandbox", () => {
  it.each([
    ["the process that holds it", (holder: number) => holder],
    ["the one above that", (holder: number) => parentOf(holder)],
  ])("gets another view when %s is killed, and ends what lost its own", async (_, which) => {
    const server = await serveSandbox({ isolation: "namespace" });
    try {
      const listens = "exec python3 -m http.server 8000";
      await server.start({ name: "first", command: listens, waitForPorts: [8000] });
      await server.start({
        name: "comes-back",
        command: "sleep 300",
        restartOnFailure: true,
        maxRestarts: 1,
      });
      await server.call("PUT", "/filesystem/%2Fkept", { content: "kept" });
      process.kill(which(holderOf(server)), "SIGKILL");
      await server.until("first", ({ status }) => status === "failed");
      const next = await server.start({ command: "cat /kept", waitForCompletion: true });
      expect(next.json).toMatchObject({ exitCode: 0, stdout: "kept" });
      await server.until("comes-back", ({ restartCount }) => restartCount === 1);
      const again = await server.start({
        command: listens,
        waitForPorts: [8000],
        timeout: 20,
      });
      expect(again.status).toBe(200);
      expect(await server.api.target(8000)).toMatchObject({ port: 8000 });
    } finally {
      await server.close();
    }
  });

  it("leaves nothing behind", async () => {
    const server = await serveSandbox({ isolation: "namespace" });
    const command = "echo $BLAXEL_LOCAL_SANDBOX; setsid sleep 300 & sleep 300";
    const { json } = await server.start({ name: "stays", command });
    const { stdout } = await server.until("stays", (stays) => stays["stdout"] !== "");
    const folder = String(stdout).trim();
    const limit = /\d+$/.exec(folder)?.[0] ?? "";
    const marked = () =>
      shell(`grep -l "^Max file locks *${limit} " /proc/[0-9]*/limits 2>/dev/null || true`).trim();
    expect(marked().split("\n").length).toBeGreaterThan(3);
    expect(readFileSync(`/proc/${String(json["pid"])}/comm`, "utf8")).not.toBe("");
    await server.close();
    await eventually(marked, (left) => left === "");
    expect(existsSync(folder)).toBe(false);
  });
});

it.runIf(allowed.kind === "namespace")("leaves nothing behind when it is only tried", async () => {
  const root = mkdtempSync(join(tmpdir(), "isolation-test-"));
  const limit = String(randomInt(2 ** 40, 2 ** 47));
  const marked = () =>
    shell(`grep -l "^Max file locks *${limit} " /proc/[0-9]*/limits 2>/dev/null || true`);
  const namespace = await Namespace.start({
    root,
    env: {},
    mark: { command: setLimit(limit), env: {} },
  });
  expect(marked()).not.toBe("");
  namespace.close();
  await eventually(marked, (left) => left === "");
  expect(readdirSync(join(root, "tmp"))).toEqual([]);
  rmSync(root, { recursive: true });
});

it("is what the user wants and the machine allows, and says so", async () => {
  const local = await startLocalSandbox({ isolation: "auto" });
  expect(local.isolation).toEqual(allowed);
  await local.close();
  const none = await startLocalSandbox();
  expect(none.isolation).toEqual({ kind: "none", reason: "not asked for" });
  await none.close();
  const asked = startLocalSandbox({ isolation: "namespace" });
  if (allowed.kind === "namespace") await (await asked).close();
  else await expect(asked).rejects.toThrow(allowed.reason);
});

async function pidOf(server: TestServer): Promise<string | undefined> {
  const { text } = await server.call("GET", "/process");
  const [first] = JSON.parse(text) as { pid: string }[];
  return first?.pid;
}

/** The process whose view of files and network those of a sandbox share. */
function holderOf({ root }: TestServer): number {
  const found = shell(`pgrep -f "^bwrap .*--bind ${root} /" --oldest`).trim();
  return Number(shell(`pgrep -P ${found}`).trim());
}

const parentOf = (pid: number) => Number(shell(`ps -o ppid= -p ${pid}`).trim());
