/**
 * Whether exposed headers say that a page of `host` may not frame this answer. Only a plain refusal
 * counts: what cannot be read for certain is left to the browser.
 */
export function refusesFraming(headers: Headers, answerOrigin: string, host: string): boolean {
  const ancestors = (headers.get("content-security-policy") ?? "")
    .split(",")
    .flatMap((policy) => policy.split(";"))
    .map((directive) => directive.trim().split(/\s+/))
    .filter(([name]) => name?.toLowerCase() === "frame-ancestors");
  // Where there is a frame-ancestors, browsers ignore X-Frame-Options.
  if (ancestors.length > 0) {
    return !ancestors.every(([, ...sources]) =>
      sources.some((source) => mayBe(source.toLowerCase(), answerOrigin, host)),
    );
  }
  const option = headers.get("x-frame-options")?.trim().toLowerCase();
  return option === "deny" || (option === "sameorigin" && answerOrigin !== host);
}

function mayBe(source: string, answerOrigin: string, host: string): boolean {
  if (source === "'none'") return false;
  if (source === "'self'") return answerOrigin === host;
  if (source === "*") return true;
  const { protocol, hostname, port } = new URL(host);
  if (source.endsWith(":")) return source === protocol || source === "http:";
  const [, scheme, name = "", sourcePort] =
    /^(?:([a-z][a-z\d+.-]*):\/\/)?([^:/]+)(?::([\d*]+))?/.exec(source) ?? [];
  if (scheme && scheme !== protocol.slice(0, -1) && scheme !== "http") return false;
  if (
    name.startsWith("*.") ? !hostname.endsWith(name.slice(1)) : name !== "*" && name !== hostname
  ) {
    return false;
  }
  const ours = port || (protocol === "https:" ? "443" : "80");
  return sourcePort ? sourcePort === "*" || sourcePort === ours : !port;
}
