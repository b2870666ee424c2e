// Runs a TypeScript file of this repository in Node, through Vite's module runner:
//   node scripts/run.js bench/run.ts --quick
// The file sees its own arguments in `process.argv` from index 2 on, as if it were run directly.
// Nothing of the runner keeps the process alive once the file is done.
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { createServer, createServerModuleRunner } from "vite";
import { packageAlias } from "./packageAlias.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const [, script, file, ...rest] = process.argv;
if (!file) {
  console.error("usage: node scripts/run.js FILE.ts [ARGUMENT …]");
  process.exit(1);
}
process.argv = [process.execPath, script, ...rest];
const server = await createServer({
  root,
  configFile: false,
  logLevel: "error",
  appType: "custom",
  resolve: { alias: packageAlias },
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, ws: false, hmr: false, watch: null },
});
const runner = createServerModuleRunner(server.environments.ssr, { hmr: false });
await runner.import(resolve(file));
