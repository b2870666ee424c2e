import type { SandboxInstance, SandboxPreview } from "@blaxel/core";
import { type SessionLease, readClocks } from "./sessionLeases";
import { controlFetch, isAddress, isToken } from "./platformAnswers";
import { platformStatus, Problem } from "./problem";
import { sessionResponseHeaders } from "./responseHeaders";
import { loadSdk } from "./sdk";

type Session = Pick<SessionLease, "session" | "life" | "requestedAt">;

/** Makes a session that the pages of `origin` may use from a browser. */
export async function createSession(
  sandbox: SandboxInstance,
  ttl: number,
  origin: string | undefined,
): Promise<Session> {
  const responseHeaders = sessionResponseHeaders({ origins: origin === undefined ? [] : [origin] });
  for (let attempt = 1; ; attempt++) {
    const requestedAt = readClocks();
    const expiresAt = new Date(requestedAt.wall + ttl);
    try {
      const session = await sandbox.sessions.create({ expiresAt, responseHeaders });
      return checkSession(session, ttl, requestedAt);
    } catch (error) {
      // The SDK names sessions by the millisecond, so two instances can take the same name.
      if (platformStatus(error) !== 409 || attempt === 3) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 50));
    }
  }
}

function checkSession(
  session: { name: string; url: string; token: string; expiresAt: Date },
  ttl: number,
  requestedAt: Session["requestedAt"],
): Session {
  const expiresAt = new Date(session.expiresAt).getTime();
  const life = Math.min(ttl, expiresAt - requestedAt.wall);
  // The SDK answers an empty token and the present time where the platform sent nothing.
  if (!isAddress(session.url) || !isToken(session.token) || !(life > 0)) {
    throw new Problem({
      status: 503,
      kind: "sandbox-unavailable",
      detail: "The platform answered a session that cannot be used.",
      retryAfter: 5,
    });
  }
  const { name, url, token } = session;
  return {
    session: { name, url, token, expiresAt: new Date(expiresAt).toISOString() },
    life,
    requestedAt,
  };
}

const platformName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const askedName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** Whether the platform can have a sandbox or preview of this name: it becomes part of paths and hosts. */
export function isPlatformName(name: unknown): name is string {
  return typeof name === "string" && platformName.test(name);
}

/** Whether a browser may ask for this name: no dots, slashes or escapes, whatever the backend makes of it. */
export function isAskedName(name: unknown): name is string {
  return typeof name === "string" && askedName.test(name);
}

export const askedNameRule =
  "1 to 128 letters, digits, hyphens and underscores, beginning with a letter or digit";

/** After its end a credential is left alone for so long: clocks differ, and tabs may hang on to it. */
const grace = 10 * 60_000;
/** A sandbox that no backend cleaned for a year must not turn one request into a thousand. */
const batch = 20;

/**
 * Removes what ended long enough ago for no page to use it any more: sessions, and tokens of the
 * given private previews, made by this instance or another. A live one is never touched.
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
  const { data } = await listSandboxPreviewTokens({
    path,
    throwOnError: true,
    fetch: controlFetch,
  });
  for (const { metadata } of data
    .filter(({ spec }) => endedLongAgo(spec.expiresAt))
    .slice(0, batch)) {
    const tokenPath = { ...path, tokenName: metadata.name };
    await isGoneAfter(
      deleteSandboxPreviewToken({ path: tokenPath, throwOnError: true, fetch: controlFetch }),
    );
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
