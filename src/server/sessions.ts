import type { SandboxInstance } from "@blaxel/core";
import { type SessionLease, readClocks } from "./sessionLease";
import { platformStatus } from "./platformFailure";
import { Problem } from "./problem";
import { sessionResponseHeaders } from "./responseHeaders";

type Session = Pick<SessionLease, "session" | "life" | "asked">;

/** Makes a session that the pages of `origin` may use from a browser. */
export async function createSession(
  sandbox: SandboxInstance,
  ttl: number,
  origin: string | undefined,
): Promise<Session> {
  const responseHeaders = sessionResponseHeaders({ origins: origin === undefined ? [] : [origin] });
  for (let attempt = 1; ; attempt++) {
    const asked = readClocks();
    const expiresAt = new Date(asked.wall + ttl);
    try {
      const session = await sandbox.sessions.create({ expiresAt, responseHeaders });
      return checkSession(session, ttl, asked);
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
  asked: Session["asked"],
): Session {
  const expiresAt = new Date(session.expiresAt).getTime();
  const life = Math.min(ttl, expiresAt - asked.wall);
  // The SDK answers an empty token and the present time where the platform sent nothing.
  if (!session.url || !session.token || !(life > 0)) {
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
    asked,
  };
}
