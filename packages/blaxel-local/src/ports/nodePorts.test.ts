import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { serveSandbox, type TestServer } from "../api/testServer";
import { subtree } from "./processTree";
import { socketsOf } from "./sockets";

const servers: TestServer[] = [];

async function sandbox(): Promise<TestServer> {
  const server = await serveSandbox();
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Runs a script of Node in a sandbox and waits for its end. */
async function node(server: TestServer, script: string, type = "mjs") {
  const file = `script-${Math.random().toString(36).slice(2)}.${type}`;
  writeFileSync(join(server.root, file), script);
  const command = `node ${file}`;
  return (await server.start({ command, waitForCompletion: true, timeout: 15 })).json;
}

describe("what a Node process sees of its ports", () => {
  it("the port and host it asked for, at once, and its own loopback by that number", async () => {
    const server = await sandbox();
    const { stdout, stderr } = await node(
      server,
      `import http from "node:http";
       const server = http.createServer((_, response) => response.end("hello"));
       server.listen(3000, "0.0.0.0", async () => {
         for (const host of ["localhost", "127.0.0.1", "[::1]"])
           console.log(await (await fetch("http://" + host + ":3000/")).text());
         server.close();
       });
       console.log(JSON.stringify(server.address()));`,
    );
    expect(stderr).toBe("");
    expect(stdout).toBe('{"address":"0.0.0.0","family":"IPv4","port":3000}\nhello\nhello\nhello\n');
  });

  it("no listener that the network could reach, whatever host it asks for", async () => {
    const server = await sandbox();
    const { json } = await server.start({
      name: "all",
      command: `node -e '
        const net = require("node:net");
        const own = Object.values(require("node:os").networkInterfaces()).flat();
        const hosts = ["0.0.0.0", "::", undefined, "localhost", ...own.map((each) => each.address)];
        const listen = (port, host) => new Promise((resolve) => {
          net.createServer().listen({ port, host, exclusive: port % 2 === 0 }, resolve);
        });
        Promise.all(hosts.map((host, at) => listen(3000 + at, host))).then(() => console.log(hosts.length))
      '`,
    });
    const { stdout } = await server.until("all", (all) => String(all["stdout"]).endsWith("\n"));
    const sockets = await socketsOf(await subtree(Number(json["pid"])));
    const listening = sockets.filter(({ state }) => state === "LISTEN");
    expect(listening).toHaveLength(Number(stdout));
    expect(new Set(listening.map(({ localAddr }) => localAddr))).toEqual(new Set(["127.0.0.1"]));
  });

  it("EADDRINUSE as from the system, within one sandbox only, and a freed port again", async () => {
    const server = await sandbox();
    const { stdout } = await node(
      server,
      `import net from "node:net";
       const listen = (...args) => new Promise((resolve) => {
         const server = net.createServer();
         server.on("error", ({ code, syscall, address, port, message }) => resolve([code, syscall, address, port, message].join(" ")));
         server.listen(...args, () => resolve(server));
       });
       const first = await listen(3000);
       console.log(await listen(3000, "0.0.0.0"));
       console.log(await listen({ port: 3000, host: "127.0.0.1" }));
       first.close();
       const four = await listen(3000, "127.0.0.1");
       const six = await listen("3000", "::1");
       console.log(four.address().port, six.address().port, six.address().family);
       console.log(await listen(3000));
       four.close(); six.close();
       const any = await listen(0);
       console.log(any.address().port > 0);
       any.close();`,
    );
    expect(stdout).toBe(
      "EADDRINUSE listen 0.0.0.0 3000 listen EADDRINUSE: address already in use 0.0.0.0:3000\n" +
        "EADDRINUSE listen 127.0.0.1 3000 listen EADDRINUSE: address already in use 127.0.0.1:3000\n" +
        "3000 3000 IPv6\n" +
        "EADDRINUSE listen :: 3000 listen EADDRINUSE: address already in use :::3000\n" +
        "true\n",
    );
  });

  it("the end of a process that does not expect the conflict", async () => {
    const server = await sandbox();
    const { exitCode, stderr } = await node(
      server,
      `import net from "node:net";
       net.createServer().listen(3000, () => net.createServer().listen(3000));`,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Error: listen EADDRINUSE: address already in use :::3000");
  });

  it("the same in worker threads and child processes", async () => {
    const server = await sandbox();
    writeFileSync(
      join(server.root, "worker.mjs"),
      `import net from "node:net";
       import { parentPort } from "node:worker_threads";
       const server = net.createServer((socket) => socket.end("from the worker"));
       server.listen(3000, "0.0.0.0", () => parentPort.postMessage(server.address().port));`,
    );
    const { stdout } = await node(
      server,
      `import net from "node:net";
       import { execFileSync } from "node:child_process";
       import { Worker } from "node:worker_threads";
       const worker = new Worker("./worker.mjs");
       worker.once("message", (port) => {
         console.log(port);
         net.connect(3000).setEncoding("utf8").on("data", (text) => {
           console.log(text);
           const script = "require('net').createServer().on('error', (e) => console.log(e.code)).listen(3000)";
           console.log(execFileSync("node", ["-e", script], { encoding: "utf8" }).trim());
           process.exit();
         });
       });`,
    );
    expect(stdout).toBe("3000\nfrom the worker\nEADDRINUSE\n");
  });

  it("the same in a cluster, whose workers share a port and may come back to it", async () => {
    const server = await sandbox();
    const { stdout } = await node(
      server,
      `const cluster = require("node:cluster");
       const http = require("node:http");
       if (cluster.isPrimary) {
         (async () => {
           for (let round = 0; round < 2; round++) {
             const workers = [cluster.fork(), cluster.fork()];
             await Promise.all(workers.map((worker) => new Promise((listening) => worker.once("message", (port) => { console.log(port); listening(); }))));
             console.log(await (await fetch("http://localhost:3000")).text());
             const gone = workers.map((worker) => new Promise((exited) => worker.once("exit", exited)));
             for (const worker of workers) worker.kill();
             await Promise.all(gone);
           }
           process.exit();
         })();
       } else {
         const server = http.createServer((_, response) => { response.setHeader("connection", "close"); response.end("worker"); });
         server.listen(3000, "0.0.0.0", () => process.send(server.address().port));
       }`,
      "cjs",
    );
    expect(stdout).toBe("3000\n3000\nworker\n3000\n3000\nworker\n");
  });

  it("TLS, HTTP/2 and WebSocket-like upgrades over it like over any port", async () => {
    const server = await sandbox();
    const { stdout, stderr } = await node(
      server,
      `import http from "node:http";
       import http2 from "node:http2";
       const upgraded = http.createServer();
       upgraded.on("upgrade", (_, socket) => socket.end("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: x\\r\\nConnection: Upgrade\\r\\n\\r\\n"));
       upgraded.listen(3000);
       http.request({ port: 3000, headers: { Upgrade: "x", Connection: "Upgrade" } })
         .on("upgrade", (response) => { console.log(response.statusCode); upgraded.close(); })
         .end();
       const two = http2.createServer((_, response) => response.end("h2"));
       two.listen(3002, () => {
         const session = http2.connect("http://localhost:3002");
         session.request().setEncoding("utf8").on("data", (text) => { console.log(text); session.close(); two.close(); });
       });`,
    );
    expect(stderr).toBe("");
    expect(String(stdout).split("\n").toSorted()).toEqual(["", "101", "h2"]);
  });
});
