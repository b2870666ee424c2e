import { useProcesses, type ListedProcess } from "blaxel-react";
import { ErrorNote } from "../ui/ErrorNote";
import { StatusDot } from "../ui/StatusDot";

/** Every process of the sandbox, finished runs included. */
export function ProcessList() {
  const list = useProcesses();
  const { processes, error } = list;
  if (error && processes.length === 0) {
    return <ErrorNote error={error} onRetry={() => void list.refresh()} />;
  }
  const running = processes.filter(({ status }) => status !== "exited").length;
  return (
    <details className="processes">
      <summary>
        All processes{" "}
        <span className="muted">
          {running} running, {processes.length - running} ended
        </span>
      </summary>
      <ul>
        {processes.map((process) => (
          <li key={process.pid}>
            <StatusDot tone={process.status === "exited" ? "quiet" : "good"} />
            <span className="process-name" title={process.command}>
              {process.name}
            </span>
            <span className="muted">{outcome(process)}</span>
            {process.status !== "exited" && (
              <span className="buttons">
                <button
                  type="button"
                  className="link-button"
                  aria-label={`Stop ${process.name}, pid ${process.pid}`}
                  onClick={() => void list.stop(process.pid)}
                >
                  stop
                </button>
                <button
                  type="button"
                  className="link-button"
                  aria-label={`Kill ${process.name}, pid ${process.pid}`}
                  onClick={() => void list.kill(process.pid)}
                >
                  kill
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function outcome({ pid, exit }: ListedProcess): string {
  if (!exit) return `pid ${pid}`;
  return exit.reason === "failed" ? `failed, code ${exit.code}` : exit.reason;
}
