import { describe, expect, it } from "vitest";
import { isSandboxError } from "../errors";
import {
  createIssuer,
  createSimulation,
  json,
  simulatedStore,
  START,
} from "../../testbed/simulation";

const session = {
  name: "session-1",
  url: "https://sandbox.example/s/1",
  token: "secret-token-of-the-session",
  expiresAt: new Date(START + 900_000).toISOString(),
};
const answer = (changes: object, more: object = {}) => ({
  session: { ...session, ...changes },
  ...more,
});
const text = (body: string, type = "text/plain") =>
  new Response(body, { headers: { "Content-Type": type } });
const redirected = () =>
  Object.defineProperty(text("<!DOCTYPE html><title>Sign in</title>", "text/html"), "redirected", {
    value: true,
  });

/** What the store says of an answer. */
async function failureOf(response: () => Response) {
  const simulation = createSimulation();
  simulation.answer = async () => response();
  const store = simulatedStore(simulation);
  const leave = store.subscribe(() => {});
  await simulation.advance(500);
  const { error } = store.getSnapshot();
  leave();
  return error;
}

describe("every shape of wrong answer is an error that names what is wrong", () => {
  it.each<[name: string, response: () => Response, names: string]>([
    ["nothing", () => text(""), "nothing at all"],
    ["HTML", () => text("<!DOCTYPE html><html></html>", "text/html"), "an HTML page"],
    ["a redirect to a login page", redirected, "after a redirect, such as a login page"],
    ["text", () => text("hello"), "not JSON"],
    ["nearly JSON", () => text("{'session':{}}", "application/json"), "not JSON"],
    ["10 MB", () => text(`"${"x".repeat(10_000_000)}"`, "application/json"), "more than 1 MB"],
    ["null", () => json(null), "it is null"],
    ["an array", () => json([answer({})]), "it is an array"],
    ["a string", () => json("hello"), "it is a string"],
    ["another shape", () => json({ ok: true }), "session is missing"],
    ["a session that is null", () => json({ session: null }), "session is null"],
    ["no name", () => json(answer({ name: undefined })), "session.name is missing"],
    ["a null url", () => json(answer({ url: null })), "session.url is null"],
    ["a relative url", () => json(answer({ url: "/s/1" })), "session.url is not an absolute URL"],
    [
      "javascript:",
      () => json(answer({ url: "javascript:alert(1)" })),
      "session.url has the scheme javascript:",
    ],
    [
      "data:",
      () => json(answer({}, { preview_url: "data:text/html,hi" })),
      "preview_url has the scheme data:",
    ],
    [
      "http: off loopback",
      () => json(answer({ url: "http://sandbox.example" })),
      "session.url has the scheme http:",
    ],
    [
      "a user name",
      () => json(answer({ url: `https://${session.token}@evil.example/s` })),
      "session.url has a user name",
    ],
    [
      "a password in a preview's url",
      () => json(answer({}, { previews: { app: { url: `https://:${session.token}@a.example` } } })),
      "previews.app.url has a user name",
    ],
    [
      "a preview's bad url",
      () => json(answer({}, { previews: { app: { url: "ftp://x" } } })),
      "previews.app.url has the scheme ftp:",
    ],
    ["previews as a list", () => json(answer({}, { previews: [] })), "previews is an array"],
    ["an empty token", () => json(answer({ token: "" })), "session.token is empty"],
    ["a number as token", () => json(answer({ token: 5 })), "session.token is a number"],
    [
      "a token with a newline",
      () => json(answer({ token: "a\nb" })),
      "session.token has a line break",
    ],
    ["a token with an emoji", () => json(answer({ token: "a🙂" })), "session.token has characters"],
    [
      "a preview's token with a newline",
      () => json(answer({}, { previews: { app: { url: "https://a.example", token: "a\nb" } } })),
      "previews.app.token",
    ],
    ["no expiry", () => json(answer({ expiresAt: undefined })), "session.expiresAt is not a date"],
    [
      "expiry in seconds",
      () => json(answer({ expiresAt: 1_893_500_000 })),
      "session.expiresAt is a number",
    ],
    [
      "expiry in 1970",
      () => json(answer({ expiresAt: "1970-01-22T00:00:00Z" })),
      "session.expiresAt lies before 2020",
    ],
    [
      "expiry in 9999",
      () => json(answer({ expiresAt: "9999-12-31T23:59:59Z" })),
      "session.expiresAt lies after the year 2100",
    ],
    [
      "expired at birth",
      () => json(answer({ expiresAt: new Date(START - 1000).toISOString() })),
      "session.expiresAt says that the session has already expired",
    ],
    [
      "no time left",
      () => json(answer({}, { expires_in: 0 })),
      "expires_in says that the session has already expired",
    ],
    [
      "expires_in as text",
      () => json(answer({}, { expires_in: "900" })),
      "expires_in is not a number of seconds",
    ],
    [
      "refresh_in below zero",
      () => json(answer({}, { refresh_in: -1 })),
      "refresh_in is not a number of seconds",
    ],
    [
      "server_time that is no date",
      () => json(answer({}, { server_time: "now" })),
      "server_time is not a date",
    ],
  ])("%s", async (_name, response, names) => {
    const error = await failureOf(response);
    expect(isSandboxError(error)).toBe(true);
    expect(error).toMatchObject({ kind: "endpoint-invalid", hint: expect.stringMatching(/\w/) });
    expect(error?.message).toContain(names);
    expect(`${error?.message} ${error?.hint} ${error?.stack}`).not.toContain(session.token);
  });

  it("unknown fields and http: on loopback pass", async () => {
    const urls = [
      "http://localhost:1/s",
      "http://127.0.0.1:1/s",
      "http://x.localhost:1",
      "http://[::1]:1",
    ];
    for (const url of urls) {
      const good = answer({ url, extra: 1 }, { more: true, preview_url: null, previews: null });
      expect(await failureOf(() => json(good))).toBeUndefined();
    }
  });
});

describe("what an endpoint function may do", () => {
  const cases: [name: string, endpoint: () => never, kind: string][] = [
    [
      "throws a secret",
      () => {
        throw new Error(session.token);
      },
      "endpoint-failed",
    ],
    [
      "throws a status",
      () => {
        throw Object.assign(new Error(), { status: 401 });
      },
      "unauthorized",
    ],
    [
      "throws a response",
      () => {
        throw Object.assign(new Error(), { response: { status: 429 } });
      },
      "rate-limited",
    ],
    [
      "throws a string",
      () => {
        throw session.token;
      },
      "endpoint-failed",
    ],
    [
      "has a network error",
      () => {
        throw new TypeError("Failed to fetch");
      },
      "endpoint-unreachable",
    ],
  ];
  it.each(cases)("%s", async (_name, endpoint, kind) => {
    const simulation = createSimulation();
    const store = simulatedStore(simulation, { endpoint });
    store.subscribe(() => {});
    await simulation.advance(500);
    const { error } = store.getSnapshot();
    expect(error?.kind).toBe(kind);
    expect(error?.cause).toBeUndefined();
    expect(`${error?.message} ${error?.hint} ${error?.stack}`).not.toContain(session.token);
  });

  it("is told why, for which sandbox, and which session was refused", async () => {
    const simulation = createSimulation();
    const issuer = createIssuer(simulation);
    const asked: object[] = [];
    const store = simulatedStore(simulation, {
      sandbox: "lesson-3",
      endpoint: ({ signal, ...request }) => {
        asked.push(request);
        expect(signal.aborted).toBe(false);
        return issuer.next();
      },
    });
    store.subscribe(() => {});
    await simulation.advance(2000);
    const replaced = store.replace(await store.credential());
    await simulation.advance(2000);
    await replaced;
    expect(asked).toEqual([
      { reason: "first", sandbox: "lesson-3", refused: undefined },
      { reason: "rejected", sandbox: "lesson-3", refused: "session-1" },
    ]);
  });
});
