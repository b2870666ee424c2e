import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, it, vi } from "vitest";
import { startErrorsRig, type Breakage } from "./errorsRig";

const packages = fileURLToPath(new URL("../../node_modules", import.meta.url));
const command = `ln -sfn ${packages} node_modules; exec node --max-old-space-size=256 node_modules/vite/bin/vite.js --host 0.0.0.0 --port 3000 --strictPort`;
const main = "document.title = 'An app';\n";
const config = `export default {
  cacheDir: ".vite",
  appType: "custom",
  server: { allowedHosts: true, forwardConsole: true },
  plugins: [{
    name: "rendered",
    configureServer(server) {
      server.middlewares.use(async ({ url }, response, next) => {
        if (url !== "/") return next();
        try {
          const { render } = await server.ssrLoadModule("/src/entry.js");
          const page = await server.transformIndexHtml(url, render());
          response.setHeader("content-type", "text/html").end(page);
        } catch (error) {
          server.ssrFixStacktrace(error);
          next(error);
        }
      });
    },
  }],
};
`;
const files = {
  "/app/vite.config.mjs": config,
  "/app/src/entry.js": `export const render = () =>
  '<!doctype html><title>An app</title><script type="module" src="/src/main.ts"></script>';
`,
  "/app/src/main.ts": main,
};

const inMain = { file: "/app/src/main.ts" };
const breakages: readonly Breakage[] = [
  {
    ...inMain,
    what: "a syntax error",
    broken: "\nconst a = ;\n",
    kind: "build",
    message: "Unexpected token",
    place: { file: "src/main.ts", line: 2 },
  },
  {
    ...inMain,
    what: "a type error",
    broken: "const a = null;\na.b();\n",
    kind: "browser",
    message: "reading 'b'",
    place: { file: "src/main.ts", line: 2 },
  },
  {
    ...inMain,
    what: "a missing module",
    broken: `\nimport "./nope.js";\n`,
    kind: "build",
    message: "./nope.js",
    place: { file: "src/main.ts", line: 2 },
    after: "reload",
  },
  {
    ...inMain,
    what: "a rejected promise",
    broken: "const load = async () => {\n  throw new Error('basket lost');\n};\nload();\n",
    kind: "browser",
    message: "basket lost",
    place: { file: "src/main.ts", line: 2 },
  },
  {
    what: "an error of the server that renders",
    file: "/app/src/entry.js",
    broken: "export const render = () => {\n  const user = undefined;\n  return user.name;\n};\n",
    kind: "server",
    message: "reading 'name'",
    place: { file: "src/entry.js", line: 3 },
    after: "reload",
  },
];
const outOfMemory: Breakage = {
  what: "out of memory",
  file: "/app/vite.config.mjs",
  broken: "const all = [];\nfor (;;) all.push(new Array(1_000_000).fill(Math.random()));\n",
  kind: "process",
  message: "out of memory",
  after: "restart",
};

let rig: Awaited<ReturnType<typeof startErrorsRig>>;
beforeAll(async () => {
  vi.stubEnv("NODE_ENV", "production");
  rig = await startErrorsRig({ files, command });
  await rig.ready();
});
afterAll(async () => {
  await rig.stop();
  vi.unstubAllEnvs();
});

it.each(breakages)("$what in Vite 8 is one error at its place, and gone after the repair", (one) =>
  rig.tryOne(one),
);

it("memory that runs out in Vite 8 is one error, and gone once it is started anew", () =>
  rig.tryOne(outOfMemory, 1));

it("a port in use in Vite 8 is one error, and gone once the port is free", () =>
  rig.tryPort("Port 3000 is already in use", 1));
