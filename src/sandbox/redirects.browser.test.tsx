import { afterEach, expect, it } from "vitest";
import { SandboxError } from "../errors";
import { listAll } from "../platform";
import { createStaticStore, Credential, type SessionStore } from "../session";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { sandboxHandle } from "./sandboxHandle";

const none = new SandboxError({ kind: "timeout", message: "", hint: "", retryable: true });

let app: OddApp | undefined;
afterEach(async () => {
  await app?.stop();
  app = undefined;
});

it("a browser takes the session's token to no other origin, by our requests or the SDK's", async () => {
  const responseHeaders = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "X-Blaxel-Preview-Token, Content-Type",
    "Access-Control-Allow-Methods": "GET, POST",
  };
  app = await startOddApp({ previews: { app: 3000, other: { port: 3000, responseHeaders } } });
  const { previews } = (await app.call("answer")) as { previews: Record<string, { url: string }> };
  const other = previews["other"]?.url.replace(/\/$/, "") ?? "";
  expect(new URL(other).origin).not.toBe(new URL(app.url).origin);
  const url = `${app.url}/away?to=${other}/page`;
  const credential = new Credential("s", url, "the-token", Infinity, 1);
  const store: SessionStore = {
    ...createStaticStore(none),
    peek: () => credential,
    credential: async () => credential,
    replace: async () => credential,
  };
  await app.clear();
  const { run } = sandboxHandle(store);
  const calls = [
    listAll(store, new AbortController().signal),
    run(({ process }) => process.list()),
    run(({ process }) => process.exec({ command: "true", name: "x" })),
    run(({ fs }) => fs.readBinary("/app/a.txt")),
    run(({ network }) => network.fetch(3000)),
  ];
  const outcomes = await Promise.allSettled(calls);
  const asked = (await app.requests()).map(({ path }) => path);
  expect(asked.filter((path) => path.startsWith("/page"))).toEqual([]);
  expect(asked.filter((path) => path.startsWith("/away"))).toHaveLength(calls.length);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      reason: {
        kind: "sandbox-unreachable",
        message: expect.stringContaining("leads elsewhere") as unknown,
      },
    });
  }
});
