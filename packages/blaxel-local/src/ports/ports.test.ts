import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { eventually, isRecord, serveSandbox, type TestServer } from "../api/testServer";

const servers: TestServer[] = [];

async function sandbox(profile: "A" | "B" = "B"): Promise<TestServer> {
  const server = await serveSandbox({ profile });
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const serve = (port: number, host: string | undefined, says: string) =>
  `node -e "require('http').createServer((q,s)=>s.end('${says}')).listen(${port}${host ? `,'${host}'` : ""})"`;

async function fetchTarget(server: TestServer, port: number): Promise<string> {
  const target = await server.api.target(port);
  if ("refused" in target) return target.refused;
  return (await fetch(`http://${target.host}:${target.port}/`)).text();
}

describe("ports of a sandbox", () => {
  it("lets two sandboxes use the same port, both at once, neither beyond loopback", async () => {
    const [one, two] = [await sandbox(), await sandbox()];
    for (const [server, says] of [
      [one, "one"],
      [two, "two"],
    ] as const) {
      const { status } = await server.start({
        command: serve(3000, "0.0.0.0", says),
        waitForPorts: [3000],
        timeout: 15,
      });
      expect(status).toBe(200);
    }
    expect(await fetchTarget(one, 3000)).toBe("one");
    expect(await fetchTarget(two, 3000)).toBe("two");
    expect(await one.api.target(3000)).not.toEqual(await two.api.target(3000));
    expect(await one.api.target(3000)).toMatchObject({ host: "127.0.0.1" });
  });

  it("tells a bind to loopback from none, and never takes it for open", async () => {
    const server = await sandbox();
    expect(await server.api.target(3000)).toEqual({ refused: "nothing-listens" });
    const { status, json } = await server.start({
      name: "lo",
      command: serve(3000, "localhost", "hidden"),
      waitForPorts: [3000],
      timeout: 1,
    });
    expect([status, json["error"]]).toEqual([
      422,
      "process timed out waiting for ports after 1 seconds",
    ]);
  });

  it("profile A keeps what it waited for running, and answers loopback-only for it", async () => {
    const server = await sandbox("A");
    await server.start({
      command: serve(3000, "127.0.0.1", "x"),
      waitForPorts: [3000],
      timeout: 1,
    });
    const target = await eventually(
      () => server.api.target(3000),
      (found) => "refused" in found && found.refused !== "nothing-listens",
    );
    expect(target).toEqual({ refused: "loopback-only" });
  });

  it("shows asked ports and hosts of a process and its children", async () => {
    const server = await sandbox();
    const { json } = await server.start({
      command: `${serve(3000, undefined, "all")} & ${serve(3001, "127.0.0.1", "lo")} & wait`,
      waitForPorts: [3000],
      timeout: 15,
    });
    const ports = async () => {
      const answer = await server.call("GET", `/network/process/${String(json["pid"])}/ports`);
      const found = Array.isArray(answer.json["ports"]) ? answer.json["ports"] : [];
      return found
        .filter(isRecord)
        .toSorted((a, b) => Number(a["localPort"]) - Number(b["localPort"]));
    };
    // A port that has just been opened is shown under the machine's own number until its program has said which it asked for.
    const shown = await eventually(ports, (found) =>
      found.some(({ localPort }) => localPort === 3001),
    );
    const common = { protocol: "tcp", remoteAddr: "", remotePort: 0, state: "LISTEN" };
    expect(shown).toEqual([
      {
        ...common,
        pid: expect.any(Number),
        localAddr: "*",
        localPort: 3000,
        processName: "node",
      },
      {
        ...common,
        pid: expect.any(Number),
        localAddr: "127.0.0.1",
        localPort: 3001,
        processName: "node",
      },
    ]);
  });

  it("finds what another program listens on, under the machine's own port", async () => {
    const server = await sandbox();
    const script =
      "import socket;s=socket.socket();s.bind(('0.0.0.0',0));s.listen();print(s.getsockname()[1],flush=True);s.accept()";
    const { json } = await server.start({ name: "py", command: `python3 -c "${script}"` });
    const { stdout } = await server.until("py", (py) => String(py["stdout"]).endsWith("\n"));
    const answer = await server.call("GET", `/network/process/${String(json["pid"])}/ports`);
    expect(answer.json["ports"]).toMatchObject([
      { localAddr: "0.0.0.0", localPort: Number(stdout), state: "LISTEN" },
    ]);
    const target = await server.api.target(Number(stdout));
    expect(target).toEqual({ host: "127.0.0.1", port: Number(stdout) });
  });

  it("frees a port when its process is killed", async () => {
    const server = await sandbox();
    for (const says of ["first", "second"]) {
      await server.start({
        name: says,
        command: serve(3000, "0.0.0.0", says),
        waitForPorts: [3000],
        timeout: 15,
      });
      expect(await fetchTarget(server, 3000)).toBe(says);
      await server.call("DELETE", `/process/${says}/kill`);
      await server.until(says, ({ status }) => status === "killed");
      // The shell's end is the process's; what it had started may take a moment longer.
      const target = await eventually(
        () => server.api.target(3000),
        (found) => "refused" in found,
      );
      expect(target).toEqual({ refused: "nothing-listens" });
    }
  });

  it("fails fast in profile B when the process fails first, with its last words", async () => {
    const server = await sandbox();
    const failed = await server.start({
      command: "echo starting; echo no such module >&2; exit 3",
      waitForPorts: [3000, 3001],
    });
    expect([failed.status, failed.json["error"]]).toEqual([
      422,
      "process exited with code 3 before ports [3000 3001] opened; last output:\nstarting\nno such module",
    ]);
    const killed = await server.start({ command: "kill -9 $$", waitForPorts: [3000] });
    expect(killed.json["error"]).toBe("process exited with code -1 before ports [3000] opened");
  });

  it("reports ports to a callback as they open", async () => {
    const server = await sandbox();
    const seen = join(server.root, "seen");
    const receive = `require('http').createServer((q,s)=>{q.pipe(require('fs').createWriteStream('${seen}'));q.on('end',()=>s.end())}).listen(4000)`;
    await server.start({ command: `node -e "${receive}"`, waitForPorts: [4000], timeout: 15 });
    const { json } = await server.start({
      name: "app",
      command: `sleep 0.3; ${serve(5000, "0.0.0.0", "x")}`,
    });
    const path = `/network/process/${String(json["pid"])}/monitor`;
    const started = await server.call("POST", path, { callback: "http://localhost:4000/opened" });
    expect(started.json).toEqual({ path: "", message: "Port monitoring started" });
    await eventually(
      async () =>
        (await server.start({ command: "cat seen", waitForCompletion: true })).json["stdout"],
      (text) => text === `{"pid":${String(json["pid"])},"port":5000}`,
    );
    expect((await server.call("DELETE", path)).json["message"]).toBe("Port monitoring stopped");
  });
});
