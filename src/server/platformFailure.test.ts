import { describe, expect, it } from "vitest";
import { platformProblem } from "./problem";

const secret = "bl_secret_4711";

const rejections: [string, unknown, number, boolean][] = [
  ["a plain object with a numeric code", { code: 404, message: secret }, 404, false],
  ["a conflict by name", { code: "SANDBOX_ALREADY_EXISTS", message: secret }, 503, true],
  ["a creation in progress", { code: 409, reason: "CREATION_IN_PROGRESS" }, 503, true],
  [
    "the gateway's nested error",
    { error: { code: "WORKLOAD_UNAVAILABLE", status: 404 } },
    404,
    false,
  ],
  ["a limit by name", { error: { code: "USAGE_LIMIT_EXCEEDED", message: secret } }, 402, false],
  ["a limit by status", { code: 402, error: "Payment Required" }, 402, false],
  ["too many requests", { code: 429 }, 429, true],
  ["a numeric code as text", { code: "429" }, 429, true],
  ["a server error", { code: 500, message: secret }, 503, true],
  ["a gateway error", Object.assign(new Error(secret), { status: 502 }), 503, true],
  ["refused credentials", { code: 401, message: secret }, 500, false],
  ["forbidden", { code: 403, message: secret }, 500, false],
  ["a request it does not understand", { code: 400, message: secret }, 500, false],
  [
    "missing credentials",
    Object.assign(new Error(secret), { name: "CredentialsError" }),
    500,
    false,
  ],
  ["a failed fetch", new TypeError("fetch failed"), 503, true],
  ["HTML", `<html>${secret}</html>`, 503, true],
  ["an empty body", {}, 503, true],
  ["nothing", undefined, 503, true],
  ["null", null, 503, true],
  ["a status that is none", { code: 42 }, 503, true],
];

describe("platformProblem", () => {
  it.each(rejections)("maps %s", (_what, error, status, retryable) => {
    const { details } = platformProblem(error);
    expect(details.status).toBe(status);
    expect(details.retryAfter !== undefined).toBe(retryable);
    expect(JSON.stringify(details)).not.toContain(secret);
  });
});
