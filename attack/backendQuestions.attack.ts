// What a request to the backend asks for: bodies, names, sessions that are said to be refused.
import { afterAll, beforeAll, expect } from "vitest";
import { createSandboxBackend } from "blaxel-react/server";
import { ADDRESS, APP, openBackend, SECRET, type BackendRig } from "./backendRig";
import { attacks } from "./rows";

let backend: BackendRig;
beforeAll(async () => {
  backend = await openBackend();
});
afterAll(() => backend.close());

const json = { "content-type": "application/json" };
const nested = (depth: number) => `${'{"sandbox":'.repeat(depth)}"a"${"}".repeat(depth)}`;
interface Body {
  body: BodyInit;
  headers?: Record<string, string>;
  query?: string;
}
const endless = () =>
  new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024)) });
const breaking = () =>
  new ReadableStream({ pull: (controller) => controller.error(new Error(SECRET)) });

attacks<() => Body>(
  "a body",
  {
    "that is not JSON": () => ({ body: "{" }),
    "that is a list": () => ({ body: '["a"]' }),
    "that is null": () => ({ body: "null" }),
    "that is a number": () => ({ body: "1e999" }),
    "whose sandbox is an object": () => ({ body: '{"sandbox":{"name":"x"}}' }),
    "whose sandbox is a list": () => ({ body: '{"sandbox":["a"]}' }),
    "whose sandbox is a path": () => ({ body: '{"sandbox":"../../other"}' }),
    "whose sandbox has an escape": () => ({ body: '{"sandbox":"a\\u0000b"}' }),
    "nested a hundred times": () => ({ body: nested(100) }),
    "nested as deep as fits": () => ({ body: nested(300) }),
    "of 5 kB": () => ({ body: JSON.stringify({ sandbox: "a".repeat(5000) }) }),
    "without end": () => ({ body: endless() }),
    "that breaks off": () => ({ body: breaking() }),
    "that is longer than it says": () => ({
      body: "x".repeat(9000),
      headers: { ...json, "content-length": "2" },
    }),
    "of plain text": () => ({ body: '{"sandbox":"a"}', headers: { "content-type": "text/plain" } }),
    "of a form": () => ({
      body: "sandbox=a",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }),
    "of a type that begins like JSON": () => ({
      body: '{"sandbox":"a"}',
      headers: { "content-type": "application/jsonx" },
    }),
    "in UTF-16": () => ({ body: new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]) }),
    "that names another sandbox than the query": () => ({
      body: '{"sandbox":"b"}',
      query: "?sandbox=a",
    }),
  },
  async (body) => {
    const { body: sent, headers = json, query = "" } = body();
    const init = { method: "POST", headers, body: sent, duplex: "half" };
    const request = new Request(ADDRESS + query, init);
    const response = await backend.ask(request);
    // Refused, or not looked at: in no case does it choose a sandbox.
    if (response.status === 200) expect(request.bodyUsed).toBe(false);
    else await backend.isProblem(response, [400, 408, 413, 415]);
  },
);

attacks<string>(
  "the name of a sandbox",
  {
    empty: "",
    "the folder above": "..",
    "a path": "../other",
    "an encoded path": "..%2Fother",
    "a path encoded whole": "%2e%2e%2fother",
    "a path encoded twice": "..%252Fother",
    "a backslash": "a%5Cb",
    "a NUL": "a%00b",
    "a line break": "a%0d%0aSet-Cookie:x=y",
    "a query of its own": "a%3Fforce=true",
    "a fragment": "a%23b",
    "a dot": "a.b",
    "a hyphen first": "-a",
    "a letter of another script": "%D0%B0dmin",
    "wide letters": "%EF%BC%A1",
    "an invisible letter": "a%E2%80%8Bb",
    "right to left": "a%E2%80%AEb",
    "half a character": "a%ED%A0%80",
    "bytes that are none": "%FF%FE",
    "too long": "a".repeat(129),
    "a megabyte": "a".repeat(1_000_000),
    "a template": "${7*7}",
    "a star": "*",
  },
  async (name) => {
    await backend.refuses(new Request(`${ADDRESS}?sandbox=${name}`), [400]);
  },
);

attacks<string>(
  "several names at once",
  {
    "in the query": "?sandbox=a&sandbox=b",
    "one of them empty": "?sandbox=a&sandbox=",
    "one of them encoded": "?sandbox=a&%73andbox=b",
    "behind a second question mark": "?sandbox=a?sandbox=b",
    "behind a semicolon": "?sandbox=a;sandbox=b",
    "in brackets, as some parsers read lists": "?sandbox=a&sandbox=[]",
  },
  async (query) => {
    await backend.refuses(new Request(ADDRESS + query), [400]);
  },
);

/** Of a name that may be asked for and cannot be had. */
attacks<string>(
  "a name that the platform cannot have",
  { "in capitals": "UPPER", "with an underscore": "under_score", "too long": "a-".repeat(40) },
  async (name) => {
    const response = await backend.ask(new Request(`${ADDRESS}?sandbox=${name}`));
    await backend.isProblem(response, [400]);
  },
);

attacks<string>(
  "a word that JavaScript's objects know is a name like any other",
  { constructor: "constructor", "to-string": "tostring", prototype: "prototype" },
  async (name) => {
    const response = await backend.ask(new Request(`${ADDRESS}?sandbox=${name}`));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ session: { name: expect.any(String) } });
  },
);

attacks<string>(
  "a session that is said to be refused",
  {
    "of a path": "../../v0/sandboxes",
    "of a URL": "https://evil.example/",
    "of nothing": "",
    "of a megabyte": "a".repeat(1_000_000),
    "of a NUL": "%00",
    "of half a character": "%ED%A0%80",
    "of another user": "session-1700000000000",
    "of what objects know": "__proto__",
    "asked for ten times": Array.from({ length: 10 }, (_, at) => `s${at}`).join("&refused="),
  },
  async (name) => {
    const handler = createSandboxBackend({
      authorize: () => ({ name: "refusing" }),
      origins: [APP],
      sandbox: { region: "local" },
    }).handler;
    const sessionOf = async (query: string) => {
      const response = await handler(new Request(ADDRESS + query));
      expect(response.status).toBe(200);
      const { session }: { session: { name: string } } = await response.json();
      return session.name;
    };
    const before = await sessionOf("");
    expect(await sessionOf(`?refused=${name}`)).toBe(before);
  },
);
