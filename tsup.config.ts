import { build } from "esbuild";
import { defineConfig, type Options } from "tsup";

const shared: Options = {
  format: ["esm"],
  target: "es2022",
  sourcemap: true,
  // tsup sets `baseUrl`, which TypeScript 6 calls deprecated.
  dts: {
    compilerOptions: { ignoreDeprecations: "6.0", paths: {}, allowImportingTsExtensions: false },
  },
};

/** Entries that run in a React tree: marked as client code for server-component frameworks. */
const browser: Options = {
  ...shared,
  entry: { index: "src/index.ts", testing: "src/testing/index.ts" },
  external: ["react", "react-dom", "@blaxel/core", "@tanstack/react-query", "blaxel-react"],
  banner: { js: "'use client';" },
  onSuccess: async () => {
    await build({
      entryPoints: ["src/styles/styles.css"],
      bundle: true,
      outfile: "dist/styles.css",
      logLevel: "warning",
    });
  },
};

const server: Options = {
  ...shared,
  entry: { server: "src/server/index.ts" },
  external: ["@blaxel/core"],
};

/** The local sandbox brings its libraries along, so that users of the hooks install none of them. */
const local: Options = {
  ...shared,
  platform: "node",
  target: "node20",
  splitting: true,
  entry: {
    local: "src/local/index.ts",
    "blaxel-local": "src/local/cli/main.ts",
    "port-preload": "src/local/ports/preload.mjs",
  },
  noExternal: [/.*/],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

export default defineConfig([browser, server, local]);
