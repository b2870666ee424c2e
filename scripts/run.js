// Runs a TypeScript file of this repository in Node, through Vite's module runner:
//   node scripts/run.js bench/run.ts --quick
// The file sees its own arguments in `process.argv` from index 2 on, as if it were run directly.
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { runnerImport } from "vite";
import { packageAlias } from "./packageAlias.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const [, script, file, ...rest] = process.argv;
if (!file) {
  console.error("usage: node scripts/run.js FILE.ts [ARGUMENT …]");
  process.exit(1);
}
process.argv = [process.execPath, script, ...rest];
await runnerImport(resolve(file), {
  root,
  configFile: false,
  logLevel: "error",
  resolve: { alias: packageAlias },
});
