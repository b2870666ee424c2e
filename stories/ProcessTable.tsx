import { useProcesses } from "blaxel-react";
import { Demo } from "./Demo";

/** Every process of the sandbox, by `useProcesses`. */
export function ProcessTable() {
  const { processes, isLoading, error, stop, kill, refresh } = useProcesses();
  return (
    <Demo>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Command</th>
            <th scope="col">Status</th>
            <th scope="col">End it</th>
          </tr>
        </thead>
        <tbody>
          {processes.map(({ pid, name, command, status, exit }) => (
            <tr key={pid}>
              <td>{name}</td>
              <td>
                <code>{command}</code>
              </td>
              <td>{exit ? `${exit.reason} (${exit.code})` : status}</td>
              <td className="row">
                <button
                  type="button"

                  aria-label={`Stop ${name}`}
                  disabled={status === "exited"}
                  onClick={() => void stop(pid)}
                >
                  Stop
                </button>
                <button
                  type="button"

                  aria-label={`Kill ${name}`}
                  disabled={status === "exited"}
                  onClick={() => void kill(pid)}
                >
                  Kill
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {error && (
        <p role="alert">
          {error.message} {error.hint}
        </p>
      )}
      <p className="row">
        <button type="button" onClick={() => void refresh()}>
          Ask again
        </button>
        {isLoading && <small>Asking…</small>}
      </p>
    </Demo>
  );
}
