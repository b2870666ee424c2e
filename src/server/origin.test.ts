import { describe, expect, it } from "vitest";
import { checkOrigins, checkOrigin, preflightHeaders } from "./origin";

const app = "https://app.example.com";
const listed = checkOrigins([app]);
const request = (headers: Record<string, string>, url = "https://api.example.com/sandbox") =>
  new Request(url, { headers });

describe("checkOrigins", () => {
  it.each([
    "*",
    "https://*.example.com",
    "https://app.example.com/",
    "https://app.example.com/x",
    "app",
    "null",
    "ftp://x.example",
    "",
  ])("refuses %j at start", (origin) => {
    expect(() => checkOrigins([origin])).toThrow(/is not an origin/);
  });

  it("takes exact origins with and without a port", () => {
    expect(checkOrigins(["http://localhost:5173", app]).size).toBe(2);
  });
});

describe("checkOrigin", () => {
  it.each([
    ["a listed page", { origin: app, "sec-fetch-site": "cross-site" }, true],
    ["a listed page of an old browser", { origin: app }, true],
    ["a page of the same origin", { "sec-fetch-site": "same-origin" }, true],
    [
      "the same origin behind a proxy that renames the host",
      { origin: "https://www.example.com", "sec-fetch-site": "same-origin" },
      true,
    ],
    ["an address typed by hand", { "sec-fetch-site": "none" }, true],
    ["the same origin in an old browser", { origin: "https://api.example.com" }, true],
    [
      "the same host as the Host header says",
      { origin: "https://public.example.com", host: "public.example.com" },
      true,
    ],
    ["no browser at all", {}, true],
    ["a foreign page", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }, false],
    ["a foreign page in an old browser", { origin: "https://evil.example" }, false],
    ["an image or link of a foreign page", { "sec-fetch-site": "cross-site" }, false],
    ["a page of a sibling domain", { "sec-fetch-site": "same-site" }, false],
    ["a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site" }, false],
    ["a sandboxed frame in an old browser", { origin: "null" }, false],
    ["an origin that only begins like a listed one", { origin: `${app}.evil.example` }, false],
    ["a listed origin in other letters", { origin: "https://APP.example.com" }, false],
  ])("checks %s", (_what, headers, allowed) => {
    expect(checkOrigin(request(headers), listed).allowed).toBe(allowed);
  });

  it("gives CORS headers to listed origins only, exact and never a star", () => {
    const checked = checkOrigin(request({ origin: app, "sec-fetch-site": "cross-site" }), listed);
    expect(checked.headers["Access-Control-Allow-Origin"]).toBe(app);
    expect(checked.headers["Access-Control-Allow-Credentials"]).toBe("true");
    expect(checkOrigin(request({ "sec-fetch-site": "same-origin" }), listed).headers).toEqual({});
    expect(checkOrigin(request({ origin: "https://evil.example" }), listed).headers).toEqual({});
  });

  it("passes an origin on only if it is listed, as any may be made up", () => {
    for (const origin of ["https://elsewhere.example", "https://api.example.com"]) {
      const headers = { origin, "sec-fetch-site": "same-origin" };
      expect(checkOrigin(request(headers), listed).origin).toBeUndefined();
    }
    expect(checkOrigin(request({ origin: app }), listed).origin).toBe(app);
  });
});

describe("a request that names no page, as browsers send it over plain http", () => {
  const lan = "http://app.lan:3000";
  const ask = (headers: Record<string, string>, origins: readonly string[] = []) =>
    checkOrigin(
      new Request(`${lan}/api/sandbox`, { headers: { host: "app.lan:3000", ...headers } }),
      checkOrigins(origins),
    ).allowed;
  const credentials: [string, Record<string, string>][] = [
    ["a cookie", { cookie: "user=ann" }],
    ["an empty cookie", { cookie: "" }],
    ["Basic", { authorization: "Basic YW5uOmE=" }],
    ["digest, in small letters", { authorization: 'digest username="ann"' }],
    ["Negotiate", { authorization: "Negotiate YIIZ" }],
    ["NTLM", { authorization: "NTLM TlRM" }],
  ];
  const foreign: [string, Record<string, string>][] = [
    ["of a page that hides itself", {}],
    ["with an empty Referer", { referer: "" }],
    ["of a foreign page", { referer: "http://evil.lan/" }],
    ["of another port", { referer: "http://app.lan:4000/" }],
    ["of a page whose host begins alike", { referer: "http://app.lan:3000.evil.lan/" }],
    ["of a page with our address in its path", { referer: `http://evil.lan/${lan}/` }],
    ["of a page with our address as its user", { referer: "http://app.lan:3000@evil.lan/" }],
    ["of a file", { referer: "file:///app.lan:3000" }],
    ["with a Referer that is none", { referer: "app.lan:3000" }],
    ["with `null`", { referer: "null" }],
  ];

  describe.each(credentials)("with %s, which a browser adds by itself", (_what, sent) => {
    it.each(foreign)("is no program's: %s", (_page, headers) => {
      expect(ask({ ...sent, ...headers })).toBe(false);
      expect(ask({ ...sent, ...headers }, [app])).toBe(false);
    });

    it.each([
      ["a page of its own", {}, `${lan}/lessons/3?x=1`],
      ["the root of its own", {}, `${lan}/`],
      ["its own, by origin alone", {}, lan],
      ["its own, over https behind a proxy", {}, "https://app.lan:3000/"],
    ])("is served to %s", (_page, headers, referer) => {
      expect(ask({ ...sent, ...headers, referer })).toBe(true);
    });

    it("is served to a page of the list", () => {
      expect(ask({ ...sent, referer: `${app}/` }, [app])).toBe(true);
    });

    it("is served where the program names an origin", () => {
      expect(ask({ ...sent, origin: lan })).toBe(true);
      expect(ask({ ...sent, "sec-fetch-site": "same-origin" })).toBe(true);
    });
  });

  it.each(foreign.slice(2))("without credentials is still refused %s", (_page, headers) => {
    expect(ask(headers)).toBe(false);
  });

  it.each([
    ["nothing", {}],
    ["a token, which no browser adds by itself", { authorization: "Bearer abc" }],
    ["a header of its own", { "x-api-key": "abc" }],
  ])("is a program's with %s", (_what, headers) => {
    expect(ask(headers)).toBe(true);
    expect(ask(headers, [app])).toBe(true);
  });
});

describe("preflightHeaders", () => {
  it("allows the headers that are asked for, if they are header names", () => {
    const allow = (asked: string) =>
      preflightHeaders(request({ "access-control-request-headers": asked }))[
        "Access-Control-Allow-Headers"
      ];
    expect(allow("authorization, x-team")).toBe("authorization, x-team");
    expect(allow("a".repeat(2000))).toBe("content-type");
  });
});
