import express from "express";
import { createSandboxHandler, toNodeHandler } from "blaxel-react/server";

const page = `import { createServer } from "node:http";

createServer((request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end("<!doctype html><title>App</title><h1>Hello from the sandbox</h1>");
}).listen(3000, "0.0.0.0", () => console.log("listening on port 3000"));
`;

const sandbox = createSandboxHandler({
  // Your sign-in goes here; everybody is the same visitor in this example.
  authorize: () => ({ name: "example-express" }),
  sandbox: { image: "blaxel/base-image:latest", memory: 4096, region: "us-pdx-1" },
  previews: { app: 3000 },
  prepare: (sandbox) => sandbox.fs.write("/app/server.mjs", page),
  onEvent: (event) => {
    if (event.type === "failed") console.error(event);
  },
});

const app = express();
app.all("/api/sandbox", toNodeHandler(sandbox));
app.use(express.static("dist"));
const host = process.env.HOST ?? "127.0.0.1";
const server = app.listen(process.env.PORT ?? 3000, host, () => {
  console.log(`http://localhost:${server.address().port}`);
});
