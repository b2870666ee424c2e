import type { SandboxInstance, SandboxPreview } from "@blaxel/core";
import type { LeasedPreview } from "./sessionLeases";
import { controlFetch, isAddress, isToken } from "./platformAnswers";
import { PlatformAnswer, platformStatus, Problem } from "./problem";
import { loadSdk } from "./sdk";
import type { NamedPreview } from "./options";

type Spec = SandboxPreview["spec"];

/**
 * What this process asked for last, and how the platform put it down, by sandbox and preview. Losing one
 * costs an update that changes nothing.
 */
export type UpdatedPreviews = Map<string, { wanted: string; stored: string }>;

const capacity = 5_000;

interface PreviewChange {
  type: "preview-created" | "preview-updated";
  preview: string;
}

/**
 * Sees to it that one preview exists and has its settings (`createIfNotExists` of the SDK ignores
 * settings that changed), and gives private ones a token.
 */
export async function ensurePreview(
  sandbox: SandboxInstance,
  wanted: NamedPreview,
  existing: SandboxPreview | undefined,
  { expiresAt, updated, onChange }: EnsureOptions,
): Promise<LeasedPreview> {
  const preview = existing
    ? await bringUpToDate(sandbox, wanted, existing, updated, onChange)
    : await create(sandbox, wanted, onChange);
  const url = preview.spec.url;
  if (!isAddress(url)) throw unusable(`The preview "${wanted.name}" has no address yet.`);
  const leased = { name: wanted.name, url, public: wanted.public };
  if (wanted.public) return leased;
  const token = await preview.tokens.create(expiresAt);
  const end = new Date(token.expiresAt);
  if (!isToken(token.value) || !(end.getTime() > Date.now())) {
    throw unusable(`The preview "${wanted.name}" was given no token that works.`);
  }
  return { ...leased, token: token.value, expires_at: end.toISOString() };
}

interface EnsureOptions {
  /** When the token of a private preview has to end. */
  expiresAt: Date;
  updated: UpdatedPreviews;
  onChange: (change: PreviewChange) => void;
}

async function create(
  sandbox: SandboxInstance,
  wanted: NamedPreview,
  onChange: EnsureOptions["onChange"],
): Promise<SandboxPreview> {
  try {
    const preview = await sandbox.previews.create({
      metadata: { name: wanted.name },
      spec: specOf(wanted),
    });
    onChange({ type: "preview-created", preview: wanted.name });
    return preview;
  } catch (error) {
    // Another instance was faster: its preview is as good as ours.
    if (platformStatus(error) === 409) return sandbox.previews.get(wanted.name);
    throw error;
  }
}

/**
 * A platform that stores a setting in other words would otherwise get it again with every session. Only
 * the last update counts, and only while it holds: another instance may have set something else since.
 */
async function bringUpToDate(
  sandbox: SandboxInstance,
  wanted: NamedPreview,
  existing: SandboxPreview,
  updated: UpdatedPreviews,
  onChange: EnsureOptions["onChange"],
): Promise<SandboxPreview> {
  const spec = specOf(wanted);
  if (isCurrent(existing.spec, spec)) return existing;
  const key = JSON.stringify([sandbox.metadata.name, wanted.name]);
  const last = updated.get(key);
  if (last?.wanted === JSON.stringify(spec) && last.stored === settingsText(existing.spec)) {
    return existing;
  }
  const preview = await update(sandbox, wanted.name, spec);
  updated.delete(key);
  const [oldest] = updated.keys();
  if (updated.size >= capacity && oldest !== undefined) updated.delete(oldest);
  updated.set(key, { wanted: JSON.stringify(spec), stored: settingsText(preview.spec) });
  onChange({ type: "preview-updated", preview: wanted.name });
  return preview;
}

/** The preview cannot be changed in this way, or its platform knows no changing. */
const cannotUpdate = new Set([400, 404, 405, 409, 422]);

/** In place where the platform can, as that keeps the address; otherwise a new one of the same name. */
async function update(sandbox: SandboxInstance, name: string, spec: Spec): Promise<SandboxPreview> {
  const { SandboxPreview, updateSandboxPreview } = await loadSdk();
  const { data, response } = await updateSandboxPreview({
    path: { sandboxName: sandbox.metadata.name, previewName: name },
    body: { metadata: { name }, spec },
    fetch: controlFetch,
  });
  if (data) return new SandboxPreview(data);
  if (!cannotUpdate.has(response.status)) throw new PlatformAnswer(response.status);
  await sandbox.previews.delete(name);
  return sandbox.previews.create({ metadata: { name }, spec });
}

function specOf({ name: _name, ...spec }: NamedPreview): Spec {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
}

/** Whether a preview has the settings: those that are left open may be the platform's own. */
function isCurrent(stored: Spec, wanted: Spec): boolean {
  const { prefixUrl = stored.prefixUrl, customDomain = stored.customDomain } = wanted;
  return settingsText(stored) === settingsText({ ...wanted, prefixUrl, customDomain });
}

type Settings = { readonly [Name in keyof Spec]: Spec[Name] | undefined };

function settingsText(spec: Settings): string {
  const { port, public: isPublic = false, prefixUrl, customDomain } = spec;
  const headers = [spec.responseHeaders, spec.requestHeaders].map(headerText);
  return JSON.stringify([port, isPublic, prefixUrl, customDomain, ...headers]);
}

function headerText(headers: Record<string, string> = {}): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `${name.toLowerCase()}:${value.trim()}`,
  );
  return lines.toSorted().join("\n");
}

function unusable(detail: string): Problem {
  return new Problem({ status: 503, kind: "sandbox-unavailable", detail, retryAfter: 2 });
}

/**
 * The environment that lets a dev server answer at a preview's address: `HOST` makes it listen
 * where the preview can reach it, and Vite accepts the preview's host name. Next.js wants the host
 * name in `allowedDevOrigins` of its own configuration.
 *
 * @example
 * ```ts
 * await sandbox.process.exec({ name: "dev", command: "npm run dev", env: devServerEnv(previewUrl) });
 * ```
 */
export function devServerEnv(previewUrl: string | URL): Record<string, string> {
  return {
    HOST: "0.0.0.0",
    __VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS: new URL(previewUrl).hostname,
  };
}
