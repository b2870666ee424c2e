import type { PreviewAnswer, SandboxHandoff, SandboxSessionResponse } from "../wire";

export interface LeasedPreview extends PreviewAnswer {
  name: string;
  public: boolean;
}

/** What one caller was given: a session, and the previews of the sandbox. */
export interface SessionLease {
  session: { name: string; url: string; token: string; expiresAt: string };
  previews: readonly LeasedPreview[];
  /** How long the session had when it was asked for, in milliseconds. */
  life: number;
  /** Both clocks as the session was asked for. */
  asked: ClockReading;
}

export interface ClockReading {
  wall: number;
  monotonic: number;
}

export function readClocks(): ClockReading {
  return { wall: Date.now(), monotonic: performance.now() };
}

/**
 * Milliseconds that the lease still has. The clock that ran further decides: the monotonic one
 * is right when somebody sets the wall clock back, the wall clock when the machine slept.
 */
export function remaining({ asked, life }: SessionLease): number {
  const now = readClocks();
  return life - Math.max(now.wall - asked.wall, now.monotonic - asked.monotonic);
}

/** A lease is handed out for the first half of its life, so that nobody gets a session about to end. */
export function isFresh(lease: SessionLease): boolean {
  return remaining(lease) > lease.life / 2;
}

/** The answer of the endpoint. */
export function sessionAnswer(lease: SessionLease): SandboxSessionResponse {
  const left = remaining(lease);
  return {
    session: lease.session,
    preview_url: lease.previews[0]?.url ?? null,
    previews: Object.fromEntries(
      lease.previews.map((preview) => [preview.name, previewAnswer(preview)]),
    ),
    expires_in: seconds(left),
    // With a quarter left every instance gives a newer one, whichever is asked.
    refresh_in: seconds(Math.max(left - lease.life / 4, left / 2)),
    server_time: new Date().toISOString(),
  };
}

/** What the HTML may hold: public addresses. A private preview without its token shows a 401, so it waits. */
export function handoff(lease: SessionLease | undefined): SandboxHandoff {
  const previews = (lease?.previews ?? []).filter((preview) => preview.public);
  const main = lease?.previews[0];
  return {
    preview_url: main?.public ? main.url : null,
    previews: Object.fromEntries(previews.map(({ name, url }) => [name, { url }])),
    server_time: new Date().toISOString(),
  };
}

function previewAnswer({ url, token, expires_at }: LeasedPreview): PreviewAnswer {
  return token === undefined ? { url } : { url, token, expires_at };
}

function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 100) / 10);
}
