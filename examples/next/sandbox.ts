import { createSandboxBackend } from "blaxel-react/server";

const app = `import { createServer } from "node:http";

createServer((request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end("<!doctype html><title>App</title><h1>Hello from the sandbox</h1>");
}).listen(3000, "0.0.0.0", () => console.log("listening on port 3000"));
`;

/** Your sign-in goes here; everybody is the same visitor in this example. */
export async function visitor() {
  return { name: "example-next" };
}

const create = () =>
  createSandboxBackend({
    authorize: visitor,
    sandbox: { image: "blaxel/base-image:latest", memory: 4096, region: "us-pdx-1" },
    previews: { app: 3000 },
    prepare: (sandbox) => sandbox.fs.write("/app/server.mjs", app),
    onEvent: (event) => {
      if (event.type === "failed") console.error(event);
    },
  });

/** Next.js runs this module twice, for pages and for routes. With one backend they share one session. */
const shared: typeof globalThis & { sandboxBackend?: ReturnType<typeof create> } = globalThis;
export const backend = (shared.sandboxBackend ??= create());
