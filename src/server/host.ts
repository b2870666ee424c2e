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
    const host = plain(request.headers.get("host") ?? new URL(request.url).host);
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

function isHost(text: string): boolean {
  const url = `http://${text}`;
  return /^[^*/?#@\s]+$/.test(text) && URL.canParse(url) && new URL(url).host === plain(text);
}

/** Read at each request: some runtimes set variables after modules have run, and some know none. */
const isProduction = () => typeof process === "object" && process.env["NODE_ENV"] === "production";
