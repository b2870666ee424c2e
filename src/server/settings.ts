import { isPlatformName } from "./names";
import type {
  PreviewSettings,
  SandboxBackendOptions,
  SandboxIdentity,
  SandboxSettings,
  SessionSettings,
} from "./options";
import { previewResponseHeaders } from "./responseHeaders";

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
