import { useSandboxSession } from "blaxel-react";
import { Demo } from "./Demo";
import { useNow } from "./useNow";

/** What `useSandboxSession` knows, with the time that is left. */
export function SessionBadge() {
  const session = useSandboxSession();
  const now = useNow();
  const secondsTo = (date: Date | undefined) =>
    date ? `${Math.max(0, Math.round((date.getTime() - now) / 1000))} s` : "unknown";
  const problem = session.error ?? session.refreshError;

  return (
    <Demo>
      <dl>
        <dt>Status</dt>
        <dd data-testid="status">{session.status}</dd>
        <dt>Session</dt>
        <dd data-testid="name">{session.name ?? "none yet"}</dd>
        <dt>Time left</dt>
        <dd className="number" data-testid="left">
          {secondsTo(session.expiresAt)}
        </dd>
        <dt>Renewed in</dt>
        <dd className="number">{secondsTo(session.nextRefreshAt)}</dd>
      </dl>
      {problem && (
        <p role="alert">
          {problem.message} {problem.hint}
        </p>
      )}
      <p className="row">
        <button
          type="button"

          disabled={session.isRefreshing}
          onClick={() => void session.refresh()}
        >
          Refresh now
        </button>
        {session.isRefreshing && <small>Asking…</small>}
      </p>
    </Demo>
  );
}
