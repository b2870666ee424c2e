import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "./npm.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Builds the package and packs it as for the registry; gives the path of the tarball. */
export async function buildAndPack(folder) {
  await npm(["run", "--silent", "build"], root);
  const packed = JSON.parse(await npm(["pack", "--json", "--pack-destination", folder], root));
  const [{ filename }] = Array.isArray(packed) ? packed : Object.values(packed);
  return join(folder, filename);
}
