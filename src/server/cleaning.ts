import type { SandboxInstance, SandboxPreview } from "@blaxel/core";
import { platformStatus } from "./platformFailure";
import { loadSdk } from "./sdk";

/** After its end a credential is left alone for so long: clocks differ, and tabs may hang on to it. */
const grace = 10 * 60_000;
/** A sandbox that nobody cleaned for a year must not turn one request into a thousand. */
const batch = 20;

/**
 * Removes what ended long enough ago for nobody to use it any more: sessions, and tokens of the
 * given private previews. Whoever made them, this instance or another: a live one is never touched.
 */
export async function sweep(
  sandbox: SandboxInstance,
  existing: readonly SandboxPreview[],
  isPrivate: (name: string) => boolean,
  onRemoved: (session: string) => void,
): Promise<void> {
  for (const { name } of existing.filter(isExpiredSession).slice(0, batch)) {
    if (await isGoneAfter(sandbox.sessions.delete(name))) onRemoved(name);
  }
  for (const preview of existing.filter(({ name }) => isPrivate(name))) {
    await removeExpiredTokens(preview);
  }
}

function isExpiredSession({ name, spec }: SandboxPreview): boolean {
  return name.startsWith("session-") && spec.port === 443 && endedLongAgo(spec.expires);
}

/** Each renewal leaves a token behind, as a preview outlives them. */
async function removeExpiredTokens({ metadata }: SandboxPreview): Promise<void> {
  const { deleteSandboxPreviewToken, listSandboxPreviewTokens } = await loadSdk();
  const path = { sandboxName: metadata.resourceName ?? "", previewName: metadata.name };
  const { data } = await listSandboxPreviewTokens({ path, throwOnError: true });
  for (const { metadata } of data
    .filter(({ spec }) => endedLongAgo(spec.expiresAt))
    .slice(0, batch)) {
    const tokenPath = { ...path, tokenName: metadata.name };
    await isGoneAfter(deleteSandboxPreviewToken({ path: tokenPath, throwOnError: true }));
  }
}

/** Whether it was this deletion that removed it; another instance may have been faster. */
async function isGoneAfter(deletion: Promise<unknown>): Promise<boolean> {
  try {
    await deletion;
    return true;
  } catch (error) {
    if (platformStatus(error) === 404) return false;
    throw error;
  }
}

function endedLongAgo(time: string | undefined): boolean {
  return time !== undefined && Date.parse(time) < Date.now() - grace;
}
