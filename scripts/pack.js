import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "./npm.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Packs every package as for the registry, from the build that is there. */
export async function pack(folder) {
  const every = ["--workspaces", "--include-workspace-root"];
  const printed = await npm(["pack", "--json", ...every, "--pack-destination", folder], root);
  // An array from some versions of npm, an object by name from others.
  return Object.values(JSON.parse(printed)).map(({ name, filename, size, files }) => ({
    name,
    tarball: join(folder, filename),
    size,
    files: files.map(({ path }) => path),
  }));
}

/** Builds and packs every package; gives the tarballs by the packages' names. */
export async function buildAndPack(folder) {
  await npm(["run", "--silent", "build"], root);
  const packed = await pack(folder);
  return Object.fromEntries(packed.map(({ name, tarball }) => [name, tarball]));
}
