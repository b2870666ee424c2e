import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterEach, expect, it, vi } from "vitest";
import type { SandboxBackendEvent } from "./events";

// The backend as it stands in a deployment, beside the SDK that there is: none, or one that cannot work.
const folders: string[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function deploy(sdk: string | undefined): Promise<typeof import("./index")> {
  const folder = await mkdtemp(join(tmpdir(), "backend-"));
  folders.push(folder);
  // Among the installed packages, where only Node itself looks for what it imports.
  const outfile = join(folder, "node_modules/app/server.mjs");
  const entry = fileURLToPath(new URL("./index.ts", import.meta.url));
  const external = ["@blaxel/core"];
  await build({ entryPoints: [entry], bundle: true, format: "esm", outfile, external });
  if (sdk !== undefined) {
    const installed = join(folder, "node_modules/@blaxel/core");
    await mkdir(installed, { recursive: true });
    await writeFile(join(installed, "package.json"), '{ "type": "module", "main": "index.js" }');
    await writeFile(join(installed, "index.js"), sdk);
  }
  return import(/* @vite-ignore */ pathToFileURL(outfile).href);
}

/** Everything that the backend calls. */
const names = [
  "SandboxPreview",
  "deleteSandboxPreviewToken",
  "getFilesystemByPath",
  "listSandboxPreviewTokens",
  "updateSandboxPreview",
];
const others = names.map((name) => `export const ${name} = () => {};`).join("\n");

const away: [string, string | undefined, string, RegExp][] = [
  [
    "is not installed",
    undefined,
    "cannot load @blaxel/core",
    /Cannot find package '@blaxel\/core'/,
  ],
  ["is not for this runtime", "edge.start();", "cannot load @blaxel/core", /edge is not defined/],
  [
    "was left out by a bundler",
    "export default {};",
    "cannot load @blaxel/core",
    /SandboxInstance/,
  ],
  [
    "is older than the kit",
    `export const SandboxInstance = { createIfNotExists() {} };
     export const SandboxPreview = () => {};`,
    "cannot load @blaxel/core",
    /updateSandboxPreview.*0\.3\.21/s,
  ],
  [
    "finds out later that it is not for this runtime",
    `${others}
     export const SandboxInstance = function () {};
     SandboxInstance.createIfNotExists = async () => edge.start();`,
    "does not run here",
    /edge is not defined/,
  ],
];

const request = () => new Request("http://127.0.0.1/api/sandbox");

it.each(away)(
  "an SDK that %s is the backend's own fault, and its log names the cause",
  async (_what, sdk, detail, cause) => {
    const { createSandboxBackend } = await deploy(sdk);
    const events: SandboxBackendEvent[] = [];
    const { handler, initial } = createSandboxBackend({
      authorize: () => ({ name: "demo" }),
      previews: { app: 3000 },
      onEvent: (event) => events.push(event),
    });
    const response = await handler(request());
    expect(response.status).toBe(500);
    expect(response.headers.has("retry-after")).toBe(false);
    const problem = await response.text();
    expect(JSON.parse(problem)).toMatchObject({ kind: "endpoint-failed", retryable: false });
    expect(problem).toContain(detail);
    expect(problem).not.toContain(tmpdir());
    expect(events).toMatchObject([{ type: "failed", stage: "sandbox", kind: "endpoint-failed" }]);
    const [failed] = events;
    expect(String(failed && "error" in failed && failed.error)).toMatch(cause);
    expect(await initial({ name: "demo" })).toMatchObject({ preview_url: null });
  },
);

it("without onEvent the console has the cause", async () => {
  const said = vi.spyOn(console, "error").mockReturnValue();
  const { createSandboxHandler } = await deploy(undefined);
  await createSandboxHandler({ authorize: () => ({ name: "demo" }) })(request());
  expect(said.mock.calls).toEqual([
    [
      expect.stringContaining("cannot load @blaxel/core"),
      expect.objectContaining({ code: "ERR_MODULE_NOT_FOUND" }),
    ],
  ]);
});
