import { createServer } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { startLocalSandbox } from "blaxel-local";
import { createSandboxHandler } from "./backend";
import { toNodeHandler } from "./nodeHandler";

const app = `import { createServer } from "node:http";
createServer((request, response) => response.end("<h1>Hello from the sandbox</h1>")).listen(3000, "0.0.0.0");`;

it("the calls of the document's client work against the handler, over plain Node http", async () => {
  // Node resolves no *.localhost: each preview gets a port of its own.
  const local = await startLocalSandbox({ previewOrigin: "port" });
  onTestFinished(() => local.close());
  Object.assign(process.env, local.env);
  const handler = createSandboxHandler({
    authorize: () => ({ name: "document" }),
    sandbox: { image: "blaxel/prod-base:latest", memory: 4096, region: "local" },
    previews: { app: 3000 },
    prepare: async (sandbox) => {
      await sandbox.fs.write("/app/server.mjs", app);
    },
  });
  const server = createServer(
    (request, response) => void toNodeHandler(handler)(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");

  // From here on, call for call what the document's client does.
  const response = await fetch(`http://127.0.0.1:${address.port}/api/sandbox`);
  const { session, preview_url } = await response.json();
  const { SandboxInstance } = await import("@blaxel/core");
  const sandbox = await SandboxInstance.fromSession(session);
  await sandbox.process.exec({
    name: "dev-server",
    command: "node server.mjs",
    workingDir: "/app",
    waitForPorts: [3000],
  });
  expect(await (await fetch(preview_url)).text()).toBe("<h1>Hello from the sandbox</h1>");
});
