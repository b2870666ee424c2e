import { beforeEach, expect, it, vi } from "vitest";

beforeEach(() => vi.resetModules());

const secret = "secret-token-of-the-session";
const after = (_ms: number, run: () => void) => {
  let called = false;
  queueMicrotask(() => called || run());
  return () => {
    called = true;
  };
};

it.each<[name: string, chunk: () => object | Promise<object>]>([
  [
    "cannot be loaded",
    () => {
      throw new TypeError("Failed to fetch dynamically imported module");
    },
  ],
  ["never come", () => new Promise(() => {})],
])("invariant 7: an error whose words %s is still honest", async (_name, chunk) => {
  vi.doMock("./endpointTexts", chunk);
  const { explain, statusFault } = await import("./endpointErrors");
  const { EndpointFault: Fault } = await import("./endpointFault");
  const environment = { after, isOnline: () => true };
  const headers = new Headers({ "Retry-After": "30" });
  expect(await explain(statusFault(429, undefined, headers), false, environment)).toMatchObject({
    name: "SandboxError",
    kind: "rate-limited",
    message: "The session endpoint's answer cannot be used (429).",
    hint: expect.stringContaining("docs/errors.md"),
    retryable: true,
    status: 429,
    retryAfterMs: 30_000,
  });
  const path = "session.token";
  const error = await explain(
    new Fault(path, { path, wanted: "token", value: `${secret}\n` }),
    false,
    environment,
  );
  expect(error).toMatchObject({ kind: "endpoint-invalid", retryable: false });
  expect(error.message).toContain(path);
  expect(`${error.stack} ${error.hint} ${JSON.stringify(error)}`).not.toContain(secret);
  vi.doUnmock("./endpointTexts");
});
