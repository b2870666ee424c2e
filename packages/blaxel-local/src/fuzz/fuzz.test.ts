import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Profile } from "../profile";
import { arbitraryRequest, type ArbitraryRequest } from "./arbitraryRequests";
import { openTarget, SECRET, type Outcome, type Target } from "./target";

/** How many requests in all, over both profiles. */
const RUNS = Number(process.env["KIT_FUZZ_RUNS"] ?? 2000);
const MALFORMED_RUNS = Math.ceil(RUNS / 40);
const LIMIT_MS = 20 * 60_000;

/** The few answers in the five hundreds that the real server and its edge give to such requests. */
const ASKED_FOR: ((request: ArbitraryRequest, outcome: Outcome) => boolean)[] = [
  // A walk that cannot begin.
  ({ path }, { status, body }) =>
    status === 500 &&
    path.includes("filesystem-find") &&
    /^\{"error":"error walking directory: (lstat|open) .*"\}$/.test(body),
  // A part that does not fit its upload.
  ({ path }, { status, body }) =>
    status === 500 &&
    path.includes("filesystem-multipart") &&
    /^\{"error":"failed to (initiate upload|upload part|complete upload): .*"\}$/.test(body),
  // A preview or port where nothing listens.
  ({ to, path }, { status }) => status === 502 && (to === "preview" || path.includes("/port/")),
];

const isAskedFor = (request: ArbitraryRequest, outcome: Outcome) =>
  outcome.status < 500 || ASKED_FOR.some((asked) => asked(request, outcome));

describe.each<Profile>(["A", "B"])("whatever is asked of profile %s", (profile) => {
  let target: Target;
  beforeAll(async () => {
    target = await openTarget(profile);
  });
  afterAll(() => target.close());

  it(
    "nothing crashes, hangs, gets out of the root or fails unasked",
    { timeout: LIMIT_MS },
    async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryRequest(target.outside), async (request) => {
          const outcome = await target.send(request);
          expect(isAskedFor(request, outcome), `${outcome.status} ${outcome.body}`).toBe(true);
          expect(outcome.body).not.toContain(SECRET);
          expect(target.outsideNow()).toEqual(target.untouched);
        }),
        { numRuns: Math.ceil(RUNS / 2) },
      );
      expect(await target.send(health)).toMatchObject({ status: 200 });
    },
  );

  it("bytes that are no request do no harm", { timeout: LIMIT_MS }, async () => {
    const line = fc.oneof(
      fc.constantFrom(
        "GET / HTTP/1.1",
        "GET /%zz HTTP/1.1",
        "PUT /x HTTP/9",
        "GET",
        "\u0000",
        "PRI *",
      ),
      fc.constantFrom(
        "Host: x",
        "Host:",
        "Content-Length: -1",
        "Transfer-Encoding: chunked",
        ":",
        "zz",
      ),
      fc.string({ maxLength: 20 }),
    );
    const bytes = fc.oneof(
      fc.array(line, { maxLength: 6 }).map((lines) => Buffer.from(lines.join("\r\n") + "\r\n\r\n")),
      fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, (sent) => target.sendBytes(sent)),
      { numRuns: MALFORMED_RUNS },
    );
    expect(await target.send(health)).toMatchObject({ status: 200 });
  });
});

const health: ArbitraryRequest = {
  to: "session",
  method: "GET",
  path: "/health",
  headers: {},
  body: undefined,
};
