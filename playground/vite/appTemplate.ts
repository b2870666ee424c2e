import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { SandboxInstance } from "@blaxel/core";

const template = fileURLToPath(new URL("../app-template", import.meta.url));

/** Writes the app template into the sandbox, file by file, through the SDK. */
export async function writeAppTemplate(sandbox: SandboxInstance, folder: string): Promise<void> {
  const entries = await readdir(template, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) {
    const path = relative(template, file).split(sep).join("/");
    await sandbox.fs.write(`${folder}/${path}`, await readFile(file, "utf8"));
  }
}
