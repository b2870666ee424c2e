// What else the kit takes from a backend that is hostile, broken or somebody else's.
import { expect } from "vitest";
import { isSandboxError } from "blaxel-react";
import { frameAddress } from "../src/preview/frameAddress";
import { createSimulation, json, simulatedStore, START } from "../testbed/simulation";
import { attacks } from "./rows";
import { saidBy } from "./said";
import { FAR, play, session, TOKEN, withSession } from "./sessionRig";

attacks<() => unknown>(
  "an answer that is strange and yet can be used",
  {
    "words that objects know": () =>
      new Response(
        JSON.stringify({ session }).replace(
          "{",
          '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},',
        ),
      ),
    "a preview that bears such a word": () =>
      new Response(
        JSON.stringify({ session }).replace(
          "{",
          '{"previews":{"__proto__":{"url":"https://app.example"}},',
        ),
      ),
    "10,000 fields more": () =>
      withSession(
        {},
        Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`f${at}`, at])),
      ),
    "5,000 previews": () =>
      withSession(
        {},
        {
          previews: Object.fromEntries(
            Array.from({ length: 5_000 }, (_, at) => [
              `p${at}`,
              { url: `https://a.example/${at}` },
            ]),
          ),
        },
      ),
    "a time beyond all": () => withSession({}, { expires_in: 1e300, refresh_in: 1e300 }),
    "a renewal at once, for ever": () => withSession({}, { expires_in: 900, refresh_in: 0 }),
    "a renewal after its end": () => withSession({}, { expires_in: 1, refresh_in: 1e9 }),
    "a life of a thousandth": () => withSession({}, { expires_in: 0.001 }),
    "a clock a year ahead": () =>
      withSession(
        { expiresAt: new Date(START + 366 * 86_400_000).toISOString() },
        { server_time: new Date(START + 365 * 86_400_000).toISOString() },
      ),
    "a name of 100,000 letters": () => withSession({ name: "n".repeat(100_000) }),
    "a name of markup": () => withSession({ name: "<img/src=x/onerror=alert(1)>" }),
    "a date in a header that is none": () =>
      new Response(JSON.stringify({ session }), { headers: { Date: "the day of the token" } }),
  },
  async (answer) => {
    const { first, last, said, asked, starts } = await play(answer);
    expect(["ready", "expired"]).toContain(first.status);
    expect(["ready", "expired", "error"]).toContain(last.status);
    expect(said).not.toContain(TOKEN);
    expect([...asked].every((url) => url.startsWith("/api/sandbox"))).toBe(true);
    // Not faster than once in five seconds, whatever an answer asks for.
    expect(starts.length).toBeLessThanOrEqual(1 + FAR / 5_000);
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
  },
);

const throwing = () => {
  throw new Error(TOKEN);
};

attacks<() => unknown>(
  "an endpoint function",
  {
    "throws an error with the token": throwing,
    "throws the token": () => {
      throw TOKEN;
    },
    "throws a response of a client, as many do": () => {
      throw Object.assign(new Error(TOKEN), {
        config: { headers: { authorization: TOKEN } },
        response: { status: 500, data: { token: TOKEN } },
      });
    },
    "throws a proxy that throws": () => {
      throw new Proxy({}, { get: throwing, getPrototypeOf: throwing });
    },
    "throws an error whose cause has the token": () => {
      throw new Error("failed", { cause: new Error(TOKEN) });
    },
    "throws a response": () => {
      throw new Response(TOKEN, { status: 401 });
    },
    "rejects with nothing": () => Promise.reject(undefined),
    "gives nothing": () => undefined,
    "gives a function": () => () => ({ session }),
    "gives a proxy that throws": () => new Proxy({}, { get: throwing }),
    "gives a getter that throws": () => Object.defineProperty({}, "session", { get: throwing }),
    "gives a session whose token throws": () => ({
      session: Object.defineProperty({ ...session }, "token", { get: throwing }),
    }),
    "gives a thenable that rejects with the token": () => ({
      then: (_resolve: unknown, reject: (why: unknown) => void) => reject(TOKEN),
    }),
    "gives a Response that was read": async () => {
      const response = json({ session });
      await response.text();
      return response;
    },
    "gives Response.error()": () => Response.error(),
    "gives a body that breaks": () =>
      new Response(new ReadableStream({ pull: (one) => one.error(new Error(TOKEN)) })),
    "gives a text of the answer": () => JSON.stringify({ session }),
    "gives a token that changes when it is read again": () => {
      let reads = 0;
      const token = { get: () => (reads++ === 0 ? TOKEN : `${TOKEN}\nX: 1`), enumerable: true };
      return { session: Object.defineProperty({ ...session }, "token", token) };
    },
  },
  async (endpoint) => {
    const simulation = createSimulation();
    const store = simulatedStore(simulation, { endpoint: endpoint as never });
    const leave = store.subscribe(() => {});
    await simulation.advance(500);
    const snapshot = store.getSnapshot();
    leave();
    expect(["ready", "error"]).toContain(snapshot.status);
    if (snapshot.status === "error") {
      expect(isSandboxError(snapshot.error)).toBe(true);
      expect(snapshot.error.kind).toMatch(/^(endpoint-|unauthorized$)/);
    } else {
      expect((await store.credential()).token).toBe(TOKEN);
    }
    expect(JSON.stringify(snapshot) + saidBy(snapshot.error)).not.toContain(TOKEN);
  },
);

attacks<Record<string, string>>(
  "a Retry-After",
  {
    "of no time": { "Retry-After": "0" },
    "before now": { "Retry-After": "-1000" },
    "of a year": { "Retry-After": "31536000" },
    "beyond all numbers": { "Retry-After": "1e309" },
    "of NaN": { "Retry-After": "NaN" },
    "of Infinity": { "Retry-After": "Infinity" },
    "of a date in 1970": { "Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT" },
    "of a date in 9999": { "Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT" },
    "of a date against a clock that is none": {
      "Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT",
      Date: "never",
    },
    "of the token": { "Retry-After": TOKEN },
    "of a hexadecimal number": { "Retry-After": "0x7fffffff" },
    "of a list": { "Retry-After": "1, 2" },
  },
  async (headers) => {
    const { first, last, said, starts } = await play(
      () => new Response(`{"token":"${TOKEN}"}`, { status: 503, headers }),
    );
    expect(first.error).toMatchObject({ kind: "endpoint-failed", status: 503 });
    expect(said).not.toContain(TOKEN);
    expect(starts.length).toBeLessThanOrEqual(1 + FAR / 5_000);
    const next = last.nextRefreshAt?.getTime() ?? 0;
    expect(next - START).toBeGreaterThan(0);
    expect(next - START).toBeLessThanOrEqual(FAR + 1_000 + 2 * 86_400_000);
  },
);

const APP = "https://app.example/base?own=1";
attacks<[url: string, path?: string, token?: string]>(
  "the address of a preview",
  {
    "a path that is another address": [APP, "https://evil.example/"],
    "a path that is another host": [APP, "//evil.example/"],
    "a path with backslashes": [APP, "\\\\evil.example\\"],
    "a path with a slash and a backslash": [APP, "/\\evil.example"],
    "a path that is a script": [APP, "javascript:alert(1)"],
    "a path that is a script behind a tab": [APP, "java\tscript:alert(1)"],
    "a path that is data": [APP, "data:text/html,hi"],
    "a path with a user": [APP, "https://app.example@evil.example/"],
    "a path of another port": [APP, "https://app.example:444/"],
    "a path over plain http": [APP, "http://app.example/"],
    "a path that closes the address": [APP, "@evil.example"],
    "a path that brings a token": [APP, "/?bl_preview_token=evil", TOKEN],
    "a path that brings a token twice": [APP, "/?bl_preview_token=a&bl_preview_token=b", TOKEN],
    "a path that brings a token encoded": [APP, "/?bl%5Fpreview_token=evil", TOKEN],
    "a path that hides the token in its hash": [APP, "/#bl_preview_token=", TOKEN],
    "a path with a line break": [APP, "/a\r\nb", TOKEN],
    "a path of a megabyte": [APP, `/${"a".repeat(1_000_000)}`, TOKEN],
    "a path of half a character": [APP, "/\ud83d", TOKEN],
    "a token that would add a parameter": [APP, "/", "a&admin=1"],
    "a token that would end the query": [APP, "/", "a#b"],
    "an address with a token of its own": [`${APP}&bl_preview_token=${TOKEN}`, "/"],
    "an address with a user": ["https://user:pass@app.example/"],
    "an address that is a script": ["javascript:alert(1)"],
    "an address over plain http": ["http://app.example/"],
    "an address that is none": ["app"],
  },
  ([url, path, token]) => {
    const address = frameAddress(url, path, token);
    if (typeof address === "string") return;
    const { href, shown, origin } = address;
    expect([new URL(href).origin, origin]).toEqual(["https://app.example", "https://app.example"]);
    expect(new URL(href).username).toBe("");
    expect(shown).not.toContain(TOKEN);
    const tokens = new URL(href).searchParams.getAll("bl_preview_token");
    if (token !== undefined) expect(tokens).toEqual([token]);
    expect(new URL(href).searchParams.get("admin")).toBeNull();
  },
);
