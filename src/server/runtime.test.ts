import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";

it("the entry needs nothing but the SDK: no Node built-ins, no React", async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL("./index.ts", import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    external: ["@blaxel/core"],
  });
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  expect(new Set(imported.map(({ path }) => path))).toEqual(new Set(["@blaxel/core"]));
  const sources = Object.keys(metafile.inputs);
  expect(sources.every((path) => /src\/(server|errors|wire|platform\/tokens)/.test(path))).toBe(
    true,
  );
});
