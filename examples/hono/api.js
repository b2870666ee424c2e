import { serve } from "@hono/node-server";
import { createSandboxHandler } from "blaxel-react/server";
import { Hono } from "hono";

const lessons = new Map([
  ["lesson-1", "Hello from lesson 1"],
  ["lesson-2", "Hello from lesson 2"],
]);

const page = (title) => `import { createServer } from "node:http";

createServer((request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end("<!doctype html><title>Lesson</title><h1>${title}</h1>");
}).listen(3000, "0.0.0.0", () => console.log("listening on port 3000"));
`;

const sandbox = createSandboxHandler({
  // Your sign-in goes here; everybody is the same student in this example.
  authorize: (request, { sandbox }) =>
    lessons.has(sandbox)
      ? { name: `example-hono-${sandbox}`, title: lessons.get(sandbox) }
      : new Response(null, { status: 404 }),
  sandbox: { image: "blaxel/base-image:latest", memory: 4096, region: "us-pdx-1" },
  previews: { app: 3000 },
  prepare: (sandbox, { title }) => sandbox.fs.write("/app/server.mjs", page(title)),
  origins: [process.env.PAGE_ORIGIN ?? "http://localhost:5173"],
  onEvent: (event) => {
    if (event.type === "failed") console.error(event);
  },
});

const app = new Hono();
app.all("/sandbox", (context) => sandbox(context.req.raw));
const { HOST: hostname = "127.0.0.1", PORT: port = 8787 } = process.env;
serve({ fetch: app.fetch, hostname, port: Number(port) }, ({ port }) => {
  console.log(`http://localhost:${port}`);
});
