import type { SandboxErrorKind } from "../errors";

/** What one probe of the preview came to. Without a `kind` the app answers as it should. */
export interface ProbeResult {
  /** Why not. */
  readonly kind?: SandboxErrorKind;
  /** The HTTP status, where the browser let us read it. */
  readonly status?: number;
  /** Of an answer that cannot be read: whether the browser shows it in a frame; absent if unknown. */
  readonly loads?: boolean | undefined;
  /** A good answer of which this page cannot know whether the browser shows it in a frame. */
  readonly isUnsure?: boolean;
  /** The app answered by leading elsewhere. */
  readonly redirected?: boolean;
  /** A PDF, which a frame with `sandbox` may not show. */
  readonly isPdf?: true;
  /** How long the server asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * Whether what an answer says of framing can be read, be it that it says nothing:
 * `previewResponseHeaders` lets `Timing-Allow-Origin` be read along with it.
 */
export const tellsFraming = (headers: Headers): boolean =>
  ["x-frame-options", "content-security-policy", "timing-allow-origin"].some((name) =>
    headers.has(name),
  );

/** A body is read this far, for the code of the platform or the words of a dev server. */
const BODY_LIMIT = 4_096;

/** Types that every browser downloads. */
const NEVER_SHOWN = /^application\/(octet-stream|zip|gzip|x-(tar|gzip|7z-compressed)|vnd\.)/i;

const kindOfCode: Record<string, SandboxErrorKind> = {
  AUTHENTICATION_REQUIRED: "preview-token-expired",
  AUTHENTICATION_FAILED: "preview-token-expired",
  FORBIDDEN: "forbidden",
  ROUTE_NOT_FOUND: "preview-not-found",
  WORKLOAD_UNAVAILABLE: "sandbox-unavailable",
  WORKLOAD_NOT_FOUND: "sandbox-unavailable",
  USAGE_LIMIT_EXCEEDED: "quota-exceeded",
};

/** What a status of the gateway means when neither header nor body says more. */
const kindOfGatewayStatus: Record<number, SandboxErrorKind> = {
  401: "preview-token-expired",
  402: "quota-exceeded",
  403: "forbidden",
  404: "preview-not-found",
  429: "rate-limited",
  500: "sandbox-unavailable",
  502: "nothing-listening",
  503: "sandbox-unavailable",
  504: "timeout",
};

/** What a readable answer says. Its body is looked at, bounded, and never kept. */
export async function classify(
  response: Response,
  accept: (status: number) => boolean,
  host: string,
): Promise<ProbeResult> {
  const { status, headers } = response;
  if (accept(status)) {
    const type = headers.get("content-type") ?? "";
    if (status === 204 || status === 205 || NEVER_SHOWN.test(type)) {
      return { kind: "not-a-page", status };
    }
    return refusesFraming(headers, new URL(response.url).origin, host)
      ? { kind: "frame-blocked", status }
      : { status, ...(/^application\/pdf/i.test(type) && { isPdf: true }) };
  }
  const body = await beginning(response);
  const seconds = Number(headers.get("retry-after"));
  return {
    kind: kindOf(status, headers.get("x-blaxel-source"), body),
    status,
    ...(seconds > 0 && { retryAfterMs: seconds * 1_000 }),
  };
}

function kindOf(status: number, source: string | null, body: string): SandboxErrorKind {
  const code = /"code"\s*:\s*"([A-Z_]+)"/.exec(body)?.[1];
  const fromPlatform = source ? source === "platform" : /"origin"\s*:\s*"platform"/.test(body);
  if (fromPlatform && code && kindOfCode[code]) return kindOfCode[code];
  if (/^\s*Blocked request\. This host/.test(body)) return "host-blocked";
  // Only a gateway says 502 to 504 of itself; an app that proxies may, but says so by its source.
  const fromGateway = fromPlatform || (!source && status > 501 && status < 505);
  return (fromGateway && kindOfGatewayStatus[status]) || "app-failed";
}

/** The beginning of a body; what came of one that is cut or takes too long. */
async function beginning({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const read = () => reader?.read().catch(() => undefined);
  for (let part = await read(); part?.value && text.length < BODY_LIMIT; part = await read()) {
    text += decoder.decode(part.value, { stream: true });
  }
  return text;
}

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
