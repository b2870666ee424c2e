import { SESSION_TOKEN_HEADER } from "../platform/tokens";

/**
 * The pages that response headers are made for.
 *
 * @example
 * ```ts
 * const options: ResponseHeaderOptions = { origins: ["https://app.example.com"] };
 * ```
 */
export interface ResponseHeaderOptions {
  /** The exact origins of the pages. None: every page, without credentials. */
  origins?: readonly string[] | undefined;
}

const day = "86400";

// Header names of the SDK and of people who follow Blaxel's documents.
const allowedHeaders = `Content-Type, Authorization, Accept, X-Requested-With, X-Blaxel-Workspace, ${SESSION_TOKEN_HEADER}, X-Blaxel-Authorization`;

/**
 * The response headers that let a page drive a sandbox over its session: for
 * `sandbox.sessions.create({ responseHeaders })`. The gateway sends them unchanged to all pages, so
 * an exact origin is possible for one origin only; several get `*` without credentials, which gives
 * nothing away since every call needs the session's token.
 *
 * @example
 * ```ts
 * await sandbox.sessions.create({
 *   responseHeaders: sessionResponseHeaders({ origins: ["https://app.example.com"] }),
 * });
 * ```
 */
export function sessionResponseHeaders({ origins }: ResponseHeaderOptions = {}): Record<
  string,
  string
> {
  return {
    ...corsHeaders(origins),
    "Access-Control-Allow-Headers": allowedHeaders,
    "Access-Control-Expose-Headers":
      "Content-Length, Content-Type, Retry-After, X-Request-Id, X-Blaxel-Source",
  };
}

/**
 * The response headers of a preview: CORS for the probe that distinguishes a running app from an
 * error page, the headers that it has to read, timing, and `frame-ancestors` for the given origins,
 * which also overrules an `X-Frame-Options` of the app.
 *
 * @example
 * ```ts
 * const previews = {
 *   app: { port: 3000, responseHeaders: previewResponseHeaders({ origins: ["https://app.example.com"] }) },
 * };
 * ```
 */
export function previewResponseHeaders({ origins }: ResponseHeaderOptions = {}): Record<
  string,
  string
> {
  const framing =
    origins && origins.length > 0
      ? { "Content-Security-Policy": `frame-ancestors ${origins.join(" ")}` }
      : undefined;
  return {
    ...corsHeaders(origins),
    "Access-Control-Allow-Headers": allowedHeaders,
    "Access-Control-Expose-Headers":
      "Content-Length, Content-Type, Retry-After, X-Request-Id, X-Blaxel-Source, X-Frame-Options, Content-Security-Policy, Timing-Allow-Origin",
    "Timing-Allow-Origin": origins && origins.length > 0 ? origins.join(", ") : "*",
    ...framing,
  };
}

function corsHeaders(origins: readonly string[] | undefined): Record<string, string> {
  const [origin, ...others] = origins ?? [];
  const exact = origin !== undefined && others.length === 0;
  return {
    "Access-Control-Allow-Origin": exact ? origin : "*",
    ...(exact ? { "Access-Control-Allow-Credentials": "true" } : undefined),
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH",
    "Access-Control-Max-Age": day,
    Vary: "Origin",
  };
}
