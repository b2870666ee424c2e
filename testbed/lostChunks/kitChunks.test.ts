import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { kitChunks } from "./kitChunks.ts";

function write(files: Record<string, string>): (path: string) => string {
  const root = mkdtempSync(join(tmpdir(), "kit-chunks-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return (path) => join(root, path);
}

const dist = {
  "dist/index.js": 'import {\n  hook\n} from "./chunk-A1.js";\nexport {\n  hook\n};\n',
  "dist/chunk-A1.js":
    'var parts = [import("./engine-B2.js"), import("@blaxel/core")];\nexport {\n  parts as hook\n};\n',
  "dist/engine-B2.js":
    'import "./chunk-A1.js";\nimport("./inner-C3.js");\nexport {\n  LIMIT_MS,\n  createEngine\n};\n',
  "dist/inner-C3.js": "export {\n  createInner\n};\n",
  "dist/other.js": 'import("./never-D4.js");\n',
};

const build = {
  "build/index.html": '<script src="/main.js"></script>',
  "build/main.js": "createEngine SandboxInstance createInner",
  "build/a/1.js": "createEngine",
  "build/a/2.js": "SandboxInstance",
  "build/a/3.js": "createInner",
};

it("finds every late part that the entry leads to, in the files that no page begins with", () => {
  const path = write({ ...dist, ...build });
  expect(kitChunks(path("dist"), path("build"))).toEqual([
    { name: "inner", file: "a/3.js" },
    { name: "engine", file: "a/1.js" },
    { name: "@blaxel/core", file: "a/2.js" },
  ]);
});

it("refuses an app that does not use a late part, which would then be lost unseen", () => {
  const path = write({ ...dist, ...build, "build/a/3.js": "" });
  expect(() => kitChunks(path("dist"), path("build"))).toThrow(
    "./inner-C3.js is in 0 late files of",
  );
});
