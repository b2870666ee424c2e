import { expect, it } from "vitest";
import { startStack } from "./stack.ts";

it("starts a whole server side in its own process, and takes it down again", async () => {
  const stack = await startStack({ files: { "/app/hello.txt": "hello" } });
  try {
    const response = await fetch(stack.endpoint);
    const { session } = (await response.json()) as { session: { url: string; token: string } };
    const file = await fetch(`${session.url}/filesystem/%2Fapp%2Fhello.txt`, {
      headers: { "x-blaxel-preview-token": session.token },
    });
    expect(((await file.json()) as { content: string }).content).toBe("hello");
    expect(await stack.call("endpointRequests")).toBe(1);
    expect(await stack.call("processes")).toEqual([]);
    await stack.call("injectBackendFault", { type: "status", status: 503, times: 1 });
    expect((await fetch(stack.endpoint)).status).toBe(503);
  } finally {
    await stack.stop();
  }
  await expect(fetch(stack.endpoint)).rejects.toThrow("fetch failed");
});
