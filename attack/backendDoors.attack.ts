// Requests to the backend by pages and programs that have no business there.
import { afterAll, beforeAll, expect } from "vitest";
import { ADDRESS, APP, openBackend, type BackendRig } from "./backendRig";
import { attacks } from "./rows";

let backend: BackendRig;
beforeAll(async () => {
  backend = await openBackend();
});
afterAll(() => backend.close());

type Headers = Record<string, string>;

const CROSS = { "sec-fetch-site": "cross-site" };

attacks<Headers>(
  "a page of another origin asks the backend",
  {
    "a foreign page": { origin: "https://evil.example" },
    "a foreign page of a browser that says so": { origin: "https://evil.example", ...CROSS },
    "a navigation from a foreign page": { ...CROSS, "sec-fetch-mode": "navigate" },
    "an image on a foreign page": { ...CROSS, "sec-fetch-dest": "image" },
    "a script on a foreign page": { ...CROSS, "sec-fetch-dest": "script" },
    "a page of a sibling domain": { "sec-fetch-site": "same-site" },
    "a sandboxed frame": { origin: "null" },
    "a sandboxed frame that says same-origin of a listed one": { origin: "null", ...CROSS },
    "the listed origin with a name behind it": { origin: `${APP}.evil.example` },
    "the listed origin as a user name": { origin: `${APP}@evil.example` },
    "the listed origin with a port": { origin: `${APP}:8443` },
    "the listed origin over plain http": { origin: "http://app.example.com" },
    "the listed origin with a path": { origin: `${APP}/` },
    "the listed origin in capitals": { origin: APP.toUpperCase() },
    "the listed origin twice": { origin: `${APP} ${APP}` },
    "the listed origin and another": { origin: `${APP}, https://evil.example` },
    "the listed origin in Punycode's neighbourhood": { origin: "https://xn--pp-eka.example.com" },
    "an origin with a dot at its end": { origin: `${APP}.` },
    "a star": { origin: "*" },
    "an extension": { origin: "chrome-extension://abcdefghijklmnop" },
    "a file": { origin: "file://" },
    "an origin that is no URL": { origin: "://" },
    "an empty origin": { origin: "" },
    "an unknown word of the browser": { "sec-fetch-site": "same-galaxy" },
    "the browser's word in capitals": { "sec-fetch-site": "CROSS-SITE" },
    "two words of the browser": { "sec-fetch-site": "same-origin, cross-site" },
    "an empty word of the browser": { "sec-fetch-site": "" },
    "a foreign page that asks with a method of its own": {
      origin: "https://evil.example",
      "x-http-method-override": "OPTIONS",
    },
    "a foreign page behind a proxy that forwards its host": {
      origin: "https://evil.example",
      "x-forwarded-host": "evil.example",
      forwarded: "host=evil.example",
    },
  },
  async (headers) => {
    for (const method of ["GET", "POST"]) {
      await backend.refuses(new Request(ADDRESS, { method, headers }), [403]);
    }
  },
);

attacks<Headers>(
  "a preflight of another origin",
  {
    "for a plain request": { origin: "https://evil.example" },
    "for headers that are none": {
      origin: "https://evil.example",
      "access-control-request-headers": "*",
    },
    "for a private network": {
      origin: "https://evil.example",
      "access-control-request-private-network": "true",
    },
    "of a sandboxed frame": { origin: "null" },
  },
  async (headers) => {
    await backend.refuses(new Request(ADDRESS, { method: "OPTIONS", headers }), [403]);
  },
);

attacks<string>(
  "a name that only resolves to this machine",
  {
    "a name of the attacker's": "evil.example",
    "with the backend's port": "evil.example:3000",
    "the address with a name behind it": "127.0.0.1.evil.example",
    "localhost with a name behind it": "localhost.evil.example",
    "localhost in the middle": "evil.localhost.example",
    "a listed host with a name behind it": "app.example.com.evil.example",
    "a listed host with a letter before it": "xapp.example.com",
    "a listed host with another port": "app.example.com:8443",
    "a listed host with a dot at its end": "app.example.com.",
    "localhost as a user name": "localhost@evil.example",
    "localhost as a fragment": "evil.example#localhost",
    "localhost as a query": "evil.example?.localhost",
    "localhost as a path": "evil.example/.localhost",
    "two hosts": "localhost, evil.example",
    "a backslash": "evil.example\\.localhost",
    "a space": "evil.example .localhost",
    "no host": "",
    "a number for an address": "2130706433.evil.example",
    "a wildcard name of a public service": "127.0.0.1.nip.io",
    "a name with an underscore": "_evil.example",
  },
  async (host) => {
    await backend.refuses(new Request(ADDRESS, { headers: { host } }), [403]);
  },
);

attacks<string>(
  "a method that is none of the endpoint's",
  {
    PUT: "PUT",
    DELETE: "DELETE",
    PATCH: "PATCH",
    HEAD: "HEAD",
    PROPFIND: "PROPFIND",
    "a word that is none": "GETT",
  },
  async (method) => {
    await backend.refuses(new Request(ADDRESS, { method }), [405]);
  },
);

attacks<Headers>(
  "headers that are many or strange",
  {
    "a thousand cookies": {
      "sec-fetch-site": "same-origin",
      cookie: Array.from({ length: 1000 }, (_, at) => `c${at}=1`).join("; "),
    },
    "a megabyte of a header": { "x-large": "x".repeat(1_000_000) },
    "a content length that is none": { "content-length": "NaN" },
    "a negative content length": { "content-length": "-1" },
    "a host and a forwarded one": { "x-forwarded-host": "evil.example" },
    "a forwarded address": { "x-forwarded-for": "' OR 1=1" },
    "a range": { range: "bytes=0-18446744073709551615" },
    "a condition": { "if-none-match": "*" },
    "an upgrade": { upgrade: "websocket", connection: "upgrade" },
    "an encoding": { "accept-encoding": "gzip;q=1e308", te: "trailers" },
  },
  async (headers) => {
    const response = await backend.ask(new Request(ADDRESS, { headers }));
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(await response.json()).toMatchObject({ session: { name: expect.any(String) } });
  },
);
