import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startLocalSandbox, type LocalSandbox } from ".";

let local: LocalSandbox;
let sdk: typeof import("@blaxel/core");

beforeEach(async () => {
  local = await startLocalSandbox();
  for (const [name, value] of Object.entries(local.env)) vi.stubEnv(name, value);
  vi.resetModules();
  sdk = await import("@blaxel/core");
  sdk.initialize({
    workspace: local.env["BL_WORKSPACE"] ?? "",
    apiKey: local.env["BL_API_KEY"] ?? "",
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await local.close();
});

describe("@blaxel/core on the server", () => {
  it("creates a sandbox once, and finds it again", async () => {
    const first = await sdk.SandboxInstance.createIfNotExists({ name: "demo", region: "us-pdx-1" });
    const second = await sdk.SandboxInstance.createIfNotExists({
      name: "demo",
      region: "us-pdx-1",
    });
    expect(second.metadata.url).toBe(first.metadata.url);
    expect(second.status).toBe("DEPLOYED");
    expect((await sdk.SandboxInstance.get("demo")).metadata.name).toBe("demo");
    const page = await sdk.SandboxInstance.list();
    expect(page.data.map(({ metadata }) => metadata.name)).toEqual(["demo"]);
    await expect(
      sdk.SandboxInstance.create({ name: "demo", region: "us-pdx-1" }),
    ).rejects.toMatchObject({ code: "SANDBOX_ALREADY_EXISTS", status_code: 409 });
  });

  it("makes sessions that a client can use", async () => {
    const sandbox = await sdk.SandboxInstance.createIfNotExists({ name: "demo", region: "x" });
    const made = await sandbox.sessions.create({ expiresAt: new Date(Date.now() + 7.2e6) });
    const again = await sandbox.sessions.createIfExpired();
    expect(again.token).toBe(made.token);
    const health = () =>
      fetch(`${made.url}/health`, { headers: { "X-Blaxel-Preview-Token": made.token } });
    expect(await (await health()).json()).toMatchObject({ status: "ok" });
    await sandbox.sessions.delete(made.name);
    expect(await sandbox.sessions.list()).toEqual([]);
    expect((await health()).status).toBe(404);
  });

  it("makes previews and tokens", async () => {
    const sandbox = await sdk.SandboxInstance.createIfNotExists({ name: "demo", region: "x" });
    const preview = { metadata: { name: "app" }, spec: { port: 3000, public: false } };
    const made = await sandbox.previews.createIfNotExists(preview);
    const again = await sandbox.previews.createIfNotExists(preview);
    expect(again.spec.url).toBe(made.spec.url);
    const token = await made.tokens.create(new Date(Date.now() + 60_000));
    expect((await made.tokens.list()).map(({ value }) => value)).toEqual([token.value]);
    await expect(sandbox.previews.create(preview)).rejects.toMatchObject({ code: 409 });
    vi.spyOn(console, "log").mockReturnValue();
    await sandbox.previews.delete("app");
    await expect(sandbox.previews.get("app")).rejects.toMatchObject({ code: 404 });
  });
});
