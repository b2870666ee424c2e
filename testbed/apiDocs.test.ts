import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const script = fileURLToPath(new URL("../scripts/apiDocs.js", import.meta.url));

it("docs/api.md is as the doc comments say", async () => {
  const check = promisify(execFile)(process.execPath, [script, "--check"]);
  await expect(check).resolves.toMatchObject({ stderr: "" });
});
