import { writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { defineConfig, type Options } from "tsup";

const shared: Options = {
  format: ["esm"],
  target: "es2022",
  // The code is not minified: maps would be two thirds of the package, and show the same.
  sourcemap: false,
  // tsup sets `baseUrl`, which TypeScript 6 calls deprecated.
  dts: {
    compilerOptions: { ignoreDeprecations: "6.0", paths: {}, allowImportingTsExtensions: false },
  },
};

/** Entries that run in a React tree: marked as client code for server-component frameworks. */
const browser: Options = {
  ...shared,
  entry: {
    index: "src/index.ts",
    terminal: "src/terminal/entry.ts",
    testing: "src/testing/index.ts",
  },
  external: [
    "react",
    "react-dom",
    "@blaxel/core",
    "@tanstack/react-query",
    /^@xterm\//,
    "blaxel-react",
  ],
  banner: { js: "'use client';" },
  onSuccess: async () => {
    await build({
      entryPoints: ["src/styles/styles.css"],
      bundle: true,
      outfile: "dist/styles.css",
      logLevel: "warning",
    });
    // TypeScript from 6 on wants types for a style sheet as well.
    await writeFile("dist/styles.css.d.ts", "export {};\n");
  },
};

const server: Options = {
  ...shared,
  entry: { server: "src/server/index.ts" },
  external: ["@blaxel/core"],
};

export default defineConfig([browser, server]);
