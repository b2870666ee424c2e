import type { SandboxCreateConfiguration, SandboxInstance } from "@blaxel/core";
import type { SandboxBackendEvent } from "./events";

/**
 * Whom a request comes from, as far as sandboxes are concerned. `authorize` may return an object
 * with more fields: the functions of `sandbox`, `previews`, `session` and `prepare` receive it.
 *
 * @example
 * ```ts
 * const identity: SandboxIdentity = { name: "user-42", user: "42" };
 * ```
 */
export interface SandboxIdentity {
  /** The sandbox on Blaxel: lower-case letters, digits and hyphens, at most 63 characters. */
  name: string;
  /**
   * Who asks. Requests with the same `name` and `user` share one session; leave it out where a
   * sandbox belongs to one person anyway. Whatever an answer depends on has to show in it.
   */
  user?: string | undefined;
}

/**
 * What the browser asked for.
 *
 * @example
 * ```ts
 * const authorize = async (request: Request, { sandbox }: SandboxAsked) =>
 *   sandbox === undefined ? null : { name: `lesson-${sandbox}` };
 * ```
 */
export interface SandboxAsked {
  /** The `sandbox` of the provider (`?sandbox=`). Checked for its characters, not for rights. */
  sandbox: string | undefined;
}

/**
 * One preview of the sandbox.
 *
 * @example
 * ```ts
 * const api: PreviewSettings = { port: 8080, public: false };
 * ```
 */
export interface PreviewSettings {
  /** The port that the app listens on, inside the sandbox. */
  port: number;
  /** Whether anybody who knows the address may open it. Default `true`, as framed apps need it. */
  public?: boolean | undefined;
  /** Headers added to every response; default `previewResponseHeaders({ origins })`. */
  responseHeaders?: Record<string, string> | undefined;
  /** Headers added to every request before the app sees it. */
  requestHeaders?: Record<string, string> | undefined;
  /** The first part of the host name, for an address that can be remembered. */
  prefixUrl?: string | undefined;
  /** A domain of your own that is bound to this preview. */
  customDomain?: string | undefined;
}

/**
 * How long a session lives.
 *
 * @example
 * ```ts
 * const session: SessionSettings = { ttl: 15 * 60 };
 * ```
 */
export interface SessionSettings {
  /** The life of a new session in seconds. Default 3,600. A session is handed out for half of it. */
  ttl?: number | undefined;
}

/**
 * How the sandbox is made, if it does not exist: what `SandboxInstance.create` takes, but the name.
 *
 * @example
 * ```ts
 * const sandbox: SandboxSettings = { image: "blaxel/base-image:latest", memory: 4096, region: "us-pdx-1" };
 * ```
 */
export type SandboxSettings = Omit<SandboxCreateConfiguration, "name">;

type MaybePromise<Value> = Value | Promise<Value>;

/** A value, or a function of who asks. */
type PerIdentity<Identity, Value> = Value | ((identity: Identity) => MaybePromise<Value>);

/**
 * The options of `createSandboxBackend`. Only `authorize` is required.
 *
 * @example
 * ```ts
 * const options: SandboxBackendOptions = {
 *   authorize: async (request) => ({ name: `user-${await userId(request)}` }),
 *   previews: { app: 3000 },
 * };
 * ```
 */
export interface SandboxBackendOptions<Identity extends SandboxIdentity = SandboxIdentity> {
  /**
   * Decides who may have which sandbox. `null` answers 401; a `Response`, returned or thrown, is
   * sent as it is (`new Response(null, { status: 403 })`); anything else thrown answers 500 and
   * tells the browser nothing. The body of a POST is already read.
   */
  authorize: (request: Request, asked: SandboxAsked) => MaybePromise<Identity | Response | null>;
  /** How a sandbox is made that does not exist yet. */
  sandbox?: PerIdentity<Identity, SandboxSettings> | undefined;
  /** Previews by name: a port, or settings. The first one is the main one. */
  previews?: PerIdentity<Identity, Record<string, number | PreviewSettings>> | undefined;
  /** How long sessions live. */
  session?: PerIdentity<Identity, SessionSettings> | undefined;
  /**
   * Puts the app into a new sandbox; a promise is awaited. Runs once per sandbox, on whatever
   * instance comes first: a marker file inside the sandbox remembers it. If it throws, the next
   * request tries again.
   */
  prepare?: ((sandbox: SandboxInstance, identity: Identity) => unknown) | undefined;
  /**
   * The exact origins of the pages that use this backend (`https://app.example.com`). Without it,
   * only pages of the backend's own origin may ask. With it, list all pages, those too.
   */
  origins?: readonly string[] | undefined;
  /** Told what happens; never sees a token. Default: failures go to `console.error`. */
  onEvent?: ((event: SandboxBackendEvent) => void) | undefined;
}
