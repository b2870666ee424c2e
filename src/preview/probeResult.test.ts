import { expect, it } from "vitest";
import { classify } from "./probeResult";

const platform = { "x-blaxel-source": "platform", "content-type": "application/json" };
const code = (code: string) => JSON.stringify({ error: { code, origin: "platform" } });

function answer(status: number, body: string | null, headers: Record<string, string> = {}) {
  const response = new Response(body, { status, headers });
  Object.defineProperty(response, "url", { value: "https://app.preview.bl.run/" });
  return response;
}

const classified = (response: Response) =>
  classify(response, (status) => status >= 200 && status < 400, "https://shop.example");

it.each([
  [200, "<html>", {}, undefined],
  [204, null, {}, "not-a-page"],
  [200, "PK", { "content-type": "application/zip" }, "not-a-page"],
  [200, "{}", { "content-type": "application/json" }, undefined],
  [200, "", { "x-frame-options": "DENY" }, "frame-blocked"],
  [401, code("AUTHENTICATION_FAILED"), platform, "preview-token-expired"],
  [401, code("AUTHENTICATION_REQUIRED"), {}, "preview-token-expired"],
  [401, "log in", {}, "app-failed"],
  [402, code("USAGE_LIMIT_EXCEEDED"), platform, "quota-exceeded"],
  [403, code("FORBIDDEN"), platform, "forbidden"],
  [403, 'Blocked request. This host ("x") is not allowed.', {}, "host-blocked"],
  [403, "no", {}, "app-failed"],
  [404, code("ROUTE_NOT_FOUND"), platform, "preview-not-found"],
  [404, code("WORKLOAD_UNAVAILABLE"), platform, "sandbox-unavailable"],
  [404, "nothing here", {}, "app-failed"],
  [429, "", platform, "rate-limited"],
  [500, "oh", {}, "app-failed"],
  [500, "oh", platform, "sandbox-unavailable"],
  [502, "<html>", {}, "nothing-listening"],
  [502, "<html>", { "x-blaxel-source": "app" }, "app-failed"],
  [503, "", {}, "sandbox-unavailable"],
  [504, "", {}, "timeout"],
] as const)("%i %s %j: %s", async (status, body, headers, kind) => {
  expect((await classified(answer(status, body, headers))).kind).toBe(kind);
});

it("keeps the status and the time to stay away, and nothing of the body", async () => {
  const probeResult = await classified(answer(429, "s3cret", { ...platform, "retry-after": "7" }));
  expect(probeResult).toEqual({ kind: "rate-limited", status: 429, retryAfterMs: 7_000 });
});

it("reads no more of a body than it needs", async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(1_024).fill(32));
    },
  });
  const response = new Response(endless, { status: 500 });
  expect(await classified(response)).toEqual({ kind: "app-failed", status: 500 });
  expect(pulled).toBeLessThan(10);
});
