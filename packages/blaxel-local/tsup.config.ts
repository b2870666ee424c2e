import { defineConfig } from "tsup";

export default defineConfig({
  format: ["esm"],
  platform: "node",
  target: "node20",
  splitting: true,
  clean: true,
  // Made for each platform: it finds its own half beside it.
  external: ["@lydell/node-pty"],
  entry: {
    index: "src/index.ts",
    cli: "src/cli/main.ts",
    "port-preload": "src/ports/preload.mjs",
    "connect-inside": "src/isolation/connectInside.mjs",
    "end-marked": "src/process/endMarked.mjs",
  },
  dts: {
    entry: { index: "src/index.ts" },
    // tsup sets `baseUrl`, which TypeScript 6 calls deprecated.
    compilerOptions: { ignoreDeprecations: "6.0", paths: {}, allowImportingTsExtensions: false },
  },
});
