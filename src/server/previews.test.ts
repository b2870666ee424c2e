import type { SandboxPreview } from "@blaxel/core";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import { eventually } from "../../testbed/eventually";
import type { SandboxSessionResponse } from "../wire";
import { createSandboxBackend } from "./backend";
import type { SandboxBackendEvent } from "./events";
import type { PreviewSettings } from "./options";

let local: LocalSandbox;
beforeAll(async () => {
  local = await startLocalSandbox();
  Object.assign(process.env, local.env);
});
afterAll(() => local.close());
afterEach(() => {
  vi.useRealTimers();
});

const events: SandboxBackendEvent[] = [];
const changes = () =>
  events
    .splice(0)
    .map(({ type }) => type)
    .filter((type) => type.startsWith("preview-"));

function deploy(name: string, app: number | PreviewSettings | (() => number)) {
  const { handler } = createSandboxBackend({
    authorize: () => ({ name }),
    sandbox: { region: "local" },
    previews: typeof app === "function" ? () => ({ app: app() }) : { app },
    session: { ttl: 600 },
    onEvent: (event) => events.push(event),
  });
  return async (): Promise<SandboxSessionResponse> =>
    (await handler(new Request("http://app.localhost/api/sandbox"))).json();
}

async function stored(sandbox: string): Promise<SandboxPreview["spec"]> {
  const { SandboxInstance } = await import("@blaxel/core");
  return (await (await SandboxInstance.get(sandbox)).previews.get("app")).spec;
}

it("a preview whose settings changed is brought up to date and keeps its address", async () => {
  const before = await deploy("changed", 3000)();
  expect(changes()).toEqual(["preview-created"]);
  const after = await deploy("changed", { port: 4000, responseHeaders: { "X-Team": "kit" } })();
  expect(changes()).toEqual(["preview-updated"]);
  expect(await stored("changed")).toMatchObject({
    port: 4000,
    responseHeaders: { "X-Team": "kit" },
  });
  expect(after.preview_url).toBe(before.preview_url);
});

it("a port that goes to and fro is followed each time", async () => {
  let port = 3000;
  const ask = deploy("fickle", () => port);
  // On a busy machine the sandbox is made for longer than the first answer may take.
  await eventually(async () => expect(await ask()).toHaveProperty("session"));
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  for (port of [3000, 4000, 3000, 4000, 4000]) {
    await ask();
    expect((await stored("fickle")).port).toBe(port);
    vi.advanceTimersByTime(301_000);
  }
  expect(changes()).toEqual([
    "preview-created",
    "preview-updated",
    "preview-updated",
    "preview-updated",
  ]);
});

it("what another backend has set meanwhile is set right, each time", async () => {
  const ours = deploy("contested", 3000);
  await ours();
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  for (let round = 0; round < 3; round++) {
    await deploy("contested", 4000)();
    expect((await stored("contested")).port).toBe(4000);
    vi.advanceTimersByTime(301_000);
    await ours();
    expect((await stored("contested")).port).toBe(3000);
  }
  changes();
});

it("a preview whose settings are the same is left alone", async () => {
  await deploy("same", { port: 3000, requestHeaders: { "X-A": "1" } })();
  changes();
  await deploy("same", { port: 3000, requestHeaders: { "x-a": "1 " } })();
  expect(changes()).toEqual([]);
});

it("a preview that cannot be changed in place is made anew", async () => {
  const before = await deploy("moved", { port: 3000, prefixUrl: "moved-one" })();
  const after = await deploy("moved", { port: 3000, prefixUrl: "moved-two" })();
  expect(before.preview_url).toContain("moved-one");
  expect(after.preview_url).toContain("moved-two");
});

it("a preview that somebody deleted is there again with the next session", async () => {
  const ask = deploy("deleted", 3000);
  await ask();
  const { SandboxInstance } = await import("@blaxel/core");
  const { deleteSandboxPreview } = await import("@blaxel/core");
  await SandboxInstance.get("deleted");
  await deleteSandboxPreview({ path: { sandboxName: "deleted", previewName: "app" } });
  await eventually(() => expect(stored("deleted")).rejects.toMatchObject({ code: 404 }));
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  vi.advanceTimersByTime(301_000);
  const healed = await ask();
  vi.useRealTimers();
  expect(healed.preview_url).toBe((await stored("deleted")).url);
});

it("a private preview gets a token of its own, and tokens that ended are removed", async () => {
  const ask = deploy("private", { port: 3000, public: false });
  const first = (await ask()).previews?.["app"];
  expect(first?.token).toBeTruthy();
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  for (const minutes of [6, 6, 6, 6, 6]) {
    vi.advanceTimersByTime(minutes * 60_000);
    const next = (await ask()).previews?.["app"];
    expect(next?.url).toBe(first?.url);
    expect(next?.token).not.toBe(first?.token);
  }
  const { SandboxInstance } = await import("@blaxel/core");
  const preview = await (await SandboxInstance.get("private")).previews.get("app");
  await eventually(async () => expect((await preview.tokens.list()).length).toBeLessThan(6));
});

it("instances that start together agree on one preview", async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => deploy("together", 3000)()));
  expect(new Set(answers.map(({ preview_url }) => preview_url)).size).toBe(1);
  expect(new Set(answers.map(({ session }) => session.token)).size).toBe(5);
});
