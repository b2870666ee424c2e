/** What a request's origin means for its answer. */
export interface OriginCheck {
  /** Whether the request may be served at all. */
  allowed: boolean;
  /** The page's origin, if it is one of `origins`: of the others a caller could make up any number. */
  origin: string | undefined;
  /** CORS headers of every answer to this request. */
  headers: Record<string, string>;
}

/** Checks the list once, when the backend is made: a typing error must not become an open door. */
export function checkOrigins(origins: readonly string[]): ReadonlySet<string> {
  for (const origin of origins) {
    if (!isOrigin(origin)) {
      throw new TypeError(
        `origins: ${JSON.stringify(origin)} is not an origin. Write scheme, host and port as the browser does, such as "https://app.example.com": no "*", no path, no slash at the end.`,
      );
    }
  }
  return new Set(origins);
}

/**
 * Cross-site request forgery is refused for every method, as a GET here makes sandboxes that cost
 * money. The browser's own word (`Sec-Fetch-Site`) comes before comparing `Origin` with `Host`,
 * since a proxy may rewrite the latter.
 */
export function checkOrigin(request: Request, origins: ReadonlySet<string>): OriginCheck {
  const origin = request.headers.get("origin") ?? undefined;
  if (origin !== undefined && origins.has(origin)) {
    return { allowed: true, origin, headers: corsHeaders(origin) };
  }
  const site = request.headers.get("sec-fetch-site");
  return { allowed: isAllowed(origin, site, request, origins), origin: undefined, headers: {} };
}

function isAllowed(
  origin: string | undefined,
  site: string | null,
  request: Request,
  origins: ReadonlySet<string>,
): boolean {
  if (site !== null) return site === "same-origin" || site === "none";
  return origin === undefined ? mayBeUnnamed(request, origins) : isOwn(origin, request);
}

/**
 * Neither header is what programs send, but browsers too: for a link, an image or a GET of the own page over
 * plain http (and Safari before 16.4 over https). Then the `Referer` tells them apart, which only the page
 * itself can leave out. Without one a request counts as a program's, unless it carries what browsers add by themselves.
 */
function mayBeUnnamed(request: Request, origins: ReadonlySet<string>): boolean {
  const { headers } = request;
  const referer = headers.get("referer") ?? "";
  if (referer === "") {
    return !headers.has("cookie") && !byBrowsers.test(headers.get("authorization") ?? "");
  }
  if (!URL.canParse(referer)) return false;
  const { origin } = new URL(referer);
  return origins.has(origin) || isOwn(origin, request);
}

/** Schemes that browsers answer for every page alike once the user has signed in. */
const byBrowsers = /^(basic|digest|negotiate|ntlm)\b/i;

/** The answer to a preflight of an origin that may ask. */
export function preflightHeaders(request: Request): Record<string, string> {
  const requested = request.headers.get("access-control-request-headers");
  return {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers":
      requested && /^[\w\-, ]{1,1000}$/.test(requested) ? requested : "content-type",
    "Access-Control-Max-Age": "7200",
    Vary: "Origin, Access-Control-Request-Headers",
  };
}

function corsHeaders(origin: string): Record<string, string> {
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Expose-Headers": "Retry-After",
  };
}

function isOwn(origin: string, request: Request): boolean {
  if (!isOrigin(origin)) return false;
  const host = request.headers.get("host") ?? new URL(request.url).host;
  return new URL(origin).host === host;
}

function isOrigin(text: string): boolean {
  // A URL takes "*" for a part of a host name, an origin never has one.
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** Whether a request came to an address that is the backend's. */
export type HostCheck = (request: Request) => boolean;

/**
 * Refuses requests to a name that only resolves to this machine (DNS rebinding): to its browser, a page of
 * `http://evil.example` whose name points to 127.0.0.1 has the backend's own origin.
 *
 * A name counts if it is one of `hosts` or of the hosts in `origins`. A loopback name or an IP address always
 * does, since no attacker owns one. Where neither list is given, every name counts in production, where the
 * backend does not stand beside a browser, and none elsewhere.
 */
export function checkHosts({
  hosts,
  origins,
}: {
  hosts?: readonly string[] | undefined;
  origins?: readonly string[] | undefined;
}): HostCheck {
  for (const host of hosts ?? []) {
    if (!isHost(host)) {
      throw new TypeError(
        `hosts: ${JSON.stringify(host)} is not a host. Write it as in an address, with its port if it has one, such as "api.example.com": no scheme, no path, no "*".`,
      );
    }
  }
  const listed =
    hosts || origins
      ? new Set(
          [...(hosts ?? []), ...(origins ?? []).map((origin) => new URL(origin).host)].map(plain),
        )
      : undefined;
  return (request) => {
    const asked = request.headers.get("host") ?? new URL(request.url).host;
    const host = plain(asked);
    if (!isHost(asked)) return false;
    if (isUnownable(host)) return true;
    return listed ? listed.has(host) : isProduction();
  };
}

/** Ports that go without saying are left out by some clients and proxies, not by all. */
const plain = (host: string) => host.toLowerCase().replace(/:(80|443)$/, "");

function isUnownable(host: string): boolean {
  const name = host.replace(/:\d+$/, "");
  return (
    name === "localhost" || name.endsWith(".localhost") || /^(\d+\.){3}\d+$|^\[.*\]$/.test(name)
  );
}

/** Whether a text is a host, with or without a port, and nothing else: no path, no user, no second spelling. */
export function isHost(text: string): boolean {
  const url = `http://${text}`;
  return (
    /^[^*/?#@\s]+$/.test(text) && URL.canParse(url) && plain(new URL(url).host) === plain(text)
  );
}

/** Read at each request: some runtimes set variables after modules have run, and some know none. */
const isProduction = () => typeof process === "object" && process.env["NODE_ENV"] === "production";
