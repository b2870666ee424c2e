// Run by `blaxel-local -- node inCommand.mjs`: what the command sets is all that the SDK needs.
import { strict as assert } from "node:assert";
import { SandboxInstance } from "@blaxel/core";

const app = `require("node:http").createServer((_, r) => r.end("hello")).listen(3000, "0.0.0.0")`;
const sandbox = await SandboxInstance.createIfNotExists({ name: "demo", region: "local" });
await sandbox.fs.write("/app/server.cjs", app);
const server = { name: "server", command: "node server.cjs", workingDir: "/app" };
await sandbox.process.exec({ ...server, waitForPorts: [3000], timeout: 20 });
const response = await sandbox.fetch(3000);
assert.equal(await response.text(), "hello");
await sandbox.process.stop("server");
