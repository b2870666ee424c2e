import { useSandboxSession } from "blaxel-react";
import { Icon } from "../ui/Icon";
import { StatusDot, type Tone } from "../ui/StatusDot";
import { useNow } from "./useNow";

type Session = ReturnType<typeof useSandboxSession>;

/** Whether there is a session, how long it lives and when it is renewed. */
export function SessionBadge() {
  const session = useSandboxSession();
  const now = useNow();
  const { expiresAt, nextRefreshAt, isRefreshing, refresh } = session;

  return (
    <fieldset className="session-badge" aria-label="Session" data-status={session.status}>
      <StatusDot tone={toneOf(session)} />
      <span className="session-words">
        <strong>{wordOf(session)}</strong>
        {session.status === "ready" && expiresAt && (
          <span className="session-time">{left(expiresAt, now)} left</span>
        )}
        {nextRefreshAt && (
          <span className="session-time session-renewal">
            {session.status === "ready" ? "renews" : "asks again"} in {left(nextRefreshAt, now)}
          </span>
        )}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label="Renew the session now"
        title="Renew the session now"
        data-busy={isRefreshing || undefined}
        // Its failure is in `error` and `refreshError`.
        onClick={() => void refresh().catch(() => undefined)}
      >
        <Icon name="refresh" />
      </button>
    </fieldset>
  );
}

function toneOf(session: Session): Tone {
  if (session.status === "pending") return "busy";
  if (session.status !== "ready") return "bad";
  if (session.refreshError) return "warn";
  return session.isRefreshing ? "busy" : "good";
}

const words: Record<Session["status"], string> = {
  pending: "Asking for a session",
  ready: "Session ready",
  expired: "Session ended",
  error: "No session",
};

function wordOf({ status, refreshError }: Session): string {
  return status === "ready" && refreshError ? "Renewal failed" : words[status];
}

/** `14:05`, or `0:00` when it is over. */
function left(until: Date, now: number): string {
  const seconds = Math.max(0, Math.round((until.getTime() - now) / 1000));
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}
