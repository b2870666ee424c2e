import type { SandboxCreateConfiguration, SandboxInstance } from "@blaxel/core";
import type { SandboxBackendEvent } from "./events";
import { isPlatformName } from "./sessions";
import { previewResponseHeaders } from "./responseHeaders";

/**
 * The user behind a request, as far as sandboxes are concerned. `authorize` may return an object
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
   * The user's id, 1 to 256 characters. Requests with the same `name` and `user` share one session; leave it
   * out where a sandbox belongs to one person anyway. Whatever an answer depends on has to show in it.
   */
  user?: string | undefined;
}

/**
 * What the browser asked for.
 *
 * @example
 * ```ts
 * const authorize = async (request: Request, { sandbox }: SandboxSessionRequest) =>
 *   sandbox === undefined ? null : { name: `lesson-${sandbox}` };
 * ```
 */
export interface SandboxSessionRequest {
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
  /** Whether any client with the address may open it. Default `true`, as framed apps need it. */
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

/** A value, or a function of the identity that asks. */
type PerIdentity<Identity, Value> = Value | ((identity: Identity) => MaybePromise<Value>);

/**
 * Puts the app into a sandbox.
 *
 * @example
 * ```ts
 * const prepare: Prepare = (sandbox, identity, { signal }) => sandbox.fs.writeTree(files, "/app");
 * ```
 */
export type Prepare<Identity extends SandboxIdentity = SandboxIdentity> = (
  sandbox: SandboxInstance,
  identity: Identity,
  run: PrepareRun,
) => unknown;

/**
 * What one run of `prepare` is told.
 *
 * @example
 * ```ts
 * const upgrade = (sandbox: SandboxInstance, { previousVersion }: PrepareRun) =>
 *   previousVersion === "1" ? sandbox.fs.rm("/app/old") : undefined;
 * ```
 */
export interface PrepareRun {
  /** Aborted when the run has taken too long: another one may begin then. */
  signal: AbortSignal;
  /** The `version` that was put into this sandbox before; undefined for a new one, and where none was given. */
  previousVersion: string | undefined;
}

/**
 * `prepare` with a version and a limit.
 *
 * @example
 * ```ts
 * const prepare: PrepareSettings = { run: putFiles, version: "2026-11-30", timeoutMs: 120_000 };
 * ```
 */
export interface PrepareSettings<Identity extends SandboxIdentity = SandboxIdentity> {
  run: Prepare<Identity>;
  /**
   * What `run` puts into a sandbox, by any name. Sandboxes that hold another version get this one with their
   * next session. While two versions of a backend run side by side, each puts its own.
   */
  version?: string | undefined;
  /** How long one run may take, in milliseconds, ten minutes at most. Default 600,000. */
  timeoutMs?: number | undefined;
}

/**
 * The options of `createSandboxBackend`. Only `authorize` is required.
 *
 * @example
 * ```ts
 * const options: SandboxBackendOptions = {
 *   authorize: async (request) => ({ name: nameOf(await userId(request)) }),
 *   previews: { app: 3000 },
 * };
 * ```
 */
export interface SandboxBackendOptions<Identity extends SandboxIdentity = SandboxIdentity> {
  /**
   * Decides which sandbox the user gets. `null` answers 401; a `Response`, returned or thrown, is
   * sent as it is (`new Response(null, { status: 403 })`); anything else thrown answers 500 and
   * gives the browser no detail. The body of a POST is yours to read; nothing else reads it.
   */
  authorize: (
    request: Request,
    parsed: SandboxSessionRequest,
  ) => MaybePromise<Identity | Response | null>;
  /** How a sandbox is made that does not exist yet. */
  sandbox?: PerIdentity<Identity, SandboxSettings> | undefined;
  /** Previews by name: a port, or settings. The first one is the main one. */
  previews?: PerIdentity<Identity, Record<string, number | PreviewSettings>> | undefined;
  /** How long sessions live. */
  session?: PerIdentity<Identity, SessionSettings> | undefined;
  /**
   * Puts the app into a new sandbox; a promise is awaited. Runs once per sandbox, on whatever
   * instance comes first: a marker file inside the sandbox remembers it. If it throws, or takes longer
   * than ten minutes, the next request tries again. As settings it has a `version` and a limit of its own.
   */
  prepare?: Prepare<Identity> | PrepareSettings<Identity> | undefined;
  /**
   * The exact origins of the pages that use this backend (`https://app.example.com`). Without it,
   * only pages of the backend's own origin may ask. With it, list all pages, those too.
   */
  origins?: readonly string[] | undefined;
  /**
   * The hosts under which browsers reach this backend (`api.example.com`, with its port if it has one), where
   * they differ from those in `origins`. Requests to other names are refused, but for loopback names and IP
   * addresses. Without `hosts` and `origins` every name is taken in production (`NODE_ENV`), none elsewhere.
   */
  hosts?: readonly string[] | undefined;
  /** Receives what happens; never a token. Default: failures go to `console.error`. */
  onEvent?: ((event: SandboxBackendEvent) => void) | undefined;
}

/** The options for one caller, with nothing left open. */
export interface ResolvedSettings {
  sandbox: SandboxSettings;
  previews: readonly NamedPreview[];
  /** Milliseconds. */
  ttl: number;
}

export interface NamedPreview extends PreviewSettings {
  name: string;
  public: boolean;
  responseHeaders: Record<string, string>;
}

const defaultTtl = 3600;
const longestTtl = 30 * 86_400;

/** Asks the options what holds for this caller, and checks what they say. */
export async function resolveSettings<Identity extends SandboxIdentity>(
  options: SandboxBackendOptions<Identity>,
  identity: Identity,
): Promise<ResolvedSettings> {
  const [sandbox, previews, session] = await Promise.all([
    valueFor(options.sandbox, identity),
    valueFor(options.previews, identity),
    valueFor(options.session, identity),
  ]);
  return {
    sandbox: sandbox ?? {},
    previews: Object.entries(previews ?? {}).map(([name, preview]) =>
      resolvePreview(name, preview, options.origins),
    ),
    ttl: resolveTtl(session),
  };
}

/** Checks at start what is already known then, so that a typing error does not wait for a user. */
export function checkSettings<Identity extends SandboxIdentity>(
  options: SandboxBackendOptions<Identity>,
): void {
  if (typeof options.authorize !== "function") {
    throw new TypeError(
      "authorize: a function is required. It decides who may have which sandbox.",
    );
  }
  if (options.previews && typeof options.previews !== "function") {
    for (const [name, preview] of Object.entries(options.previews)) {
      resolvePreview(name, preview, options.origins);
    }
  }
  if (typeof options.session !== "function") resolveTtl(options.session);
}

async function valueFor<Identity, Value extends object>(
  option: Value | ((identity: Identity) => Value | Promise<Value>) | undefined,
  identity: Identity,
): Promise<Value | undefined> {
  return typeof option === "function" ? option(identity) : option;
}

function resolvePreview(
  name: string,
  preview: number | PreviewSettings,
  origins: readonly string[] | undefined,
): NamedPreview {
  const settings = typeof preview === "number" ? { port: preview } : preview;
  if (!isPlatformName(name) || name.startsWith("session-")) {
    throw new TypeError(
      `previews: ${JSON.stringify(name)} cannot be the name of a preview. Use lower-case letters, digits and hyphens; "session-…" belongs to sessions.`,
    );
  }
  if (!Number.isInteger(settings.port) || settings.port < 1 || settings.port > 65_535) {
    throw new TypeError(`previews.${name}: the port has to be a whole number from 1 to 65535.`);
  }
  if (settings.port === 443) {
    throw new TypeError(
      `previews.${name}: port 443 of a sandbox is its own API. Any client with the preview's address, or its token, would control the sandbox.`,
    );
  }
  return {
    ...settings,
    name,
    public: settings.public ?? true,
    responseHeaders: settings.responseHeaders ?? previewResponseHeaders({ origins }),
  };
}

function resolveTtl(session: SessionSettings | undefined): number {
  const ttl = session?.ttl ?? defaultTtl;
  if (!(ttl >= 1 && ttl <= longestTtl)) {
    throw new TypeError(`session.ttl: ${ttl} is not a number of seconds from 1 to ${longestTtl}.`);
  }
  return ttl * 1000;
}
