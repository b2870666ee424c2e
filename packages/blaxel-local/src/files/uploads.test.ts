import { existsSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serveFiles, type FileServer } from "./fileServer";

const replacements: [string, (server: FileServer) => void][] = [
  ["a file", ({ root }) => writeFileSync(join(root, "app"), "")],
  ["a link to itself", ({ root }) => symlinkSync("app", join(root, "app"))],
  ["a way out", ({ root }) => symlinkSync("/", join(root, "app"))],
  ["nothing", () => undefined],
];

it.each(replacements)(
  "an upload whose folder became %s does not keep the sandbox from closing",
  async (_, replace) => {
    const server = await serveFiles("B");
    const begin = async () => {
      const path = "/filesystem-multipart/initiate/app/file.txt";
      const { json } = await server.ask("POST", path, "{}", { "Content-Type": "application/json" });
      return (json as { uploadId: string }).uploadId;
    };
    const uploadId = await begin();
    const folder = join(server.root, "app");
    expect(existsSync(join(folder, ".blaxel-uploads", uploadId))).toBe(true);
    rmSync(folder, { recursive: true });
    replace(server);
    await expect(server.close()).resolves.toBeUndefined();
  },
);
