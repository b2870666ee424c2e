import { expect, it } from "vitest";
import { sandboxErrorFrom, toSandboxError } from "./sandboxErrors";

const SECRET = "secret-in-the-body";
const what = "reading a file";

const platform = (code: string) => ({ error: { code, message: SECRET } });

/** An error as @blaxel/core throws it: the parsed body is its `error`. */
const sdkError = (status: number, error: unknown) =>
  Object.assign(new Error(`Sandbox request failed with status ${status}: ${SECRET}`), {
    name: "ResponseError",
    status,
    error,
    data: undefined,
  });

const STATUSES: [status: number, body: unknown, kind: string, retryable: boolean][] = [
  [401, platform("AUTHENTICATION_REQUIRED"), "session-expired", true],
  [402, platform("USAGE_LIMIT_EXCEEDED"), "quota-exceeded", false],
  [403, platform("FORBIDDEN"), "forbidden", false],
  [404, platform("ROUTE_NOT_FOUND"), "session-expired", true],
  [404, platform("WORKLOAD_UNAVAILABLE"), "sandbox-unavailable", true],
  [404, { error: SECRET }, "sandbox-refused", false],
  [422, { error: SECRET }, "sandbox-refused", false],
  [429, {}, "rate-limited", true],
  [502, `<html>${SECRET}</html>`, "sandbox-unavailable", true],
];

it.each(STATUSES)("%i %j is %s, without the body", async (status, body, kind, retryable) => {
  const response = new Response(JSON.stringify(body), { status });
  for (const error of [
    await sandboxErrorFrom(response, what),
    toSandboxError(sdkError(status, body), what),
  ]) {
    expect(error).toMatchObject({ kind, retryable, status });
    expect(error.message).toContain(what);
    expect(`${error.message}${error.hint}${error.stack}${String(error.cause)}`).not.toContain(
      SECRET,
    );
  }
});

it.each([
  [
    `Failed to execute process: {"error":{"code":"AUTHENTICATION_REQUIRED","message":"${SECRET}"}}`,
    "session-expired",
  ],
  [`Failed to write binary: 413 ${SECRET}`, "sandbox-refused"],
  [`Failed to stream logs: <html>${SECRET}</html>`, "sandbox-refused"],
])("the SDK's message %j is %s, without the body", (message, kind) => {
  const error = toSandboxError(new Error(message), what);
  expect(error.kind).toBe(kind);
  expect(error.cause).toBeUndefined();
  expect(`${error.message}${error.hint}${error.stack}`).not.toContain(SECRET);
});

it("an error of one's own code is the cause of ours", () => {
  const own = new RangeError("no such line");
  expect(toSandboxError(own, what)).toMatchObject({ kind: "sandbox-refused", cause: own });
});

it("a SandboxError stays itself", () => {
  const error = toSandboxError(new TypeError("Failed to fetch"), what);
  expect(error.kind).toBe("sandbox-unreachable");
  expect(toSandboxError(error, "anything else")).toBe(error);
});

it.each([
  ["Chromium", new TypeError("network error")],
  ["Firefox", new TypeError("Error in input stream")],
  ["Node", new TypeError("terminated")],
  ["half of a JSON answer", new SyntaxError("Unexpected end of JSON input")],
  ["a page", new SyntaxError(`Unexpected token '<', "<p>${SECRET}" is not valid JSON`)],
])("an answer of the SDK that broke off is worth another try (%s)", (_what, cause) => {
  const error = toSandboxError(cause, what);
  expect(error).toMatchObject({ kind: "sandbox-unreachable", retryable: true });
  expect(error.cause).toBeUndefined();
});
