import { useProcess, type SandboxProcess } from "blaxel-react";
import { Demo } from "./Demo";

/** Starts, stops and restarts a dev server with `useProcess`. */
export function DevServerPanel() {
  const dev = useProcess({
    name: "dev-server",
    command: "npm run dev -- --host 0.0.0.0",
    workingDir: "/app",
    waitForPorts: [3000],
  });
  const isOver = dev.status === "idle" || dev.status === "exited" || dev.status === "error";

  return (
    <Demo>
      <dl>
        <dt>Status</dt>
        <dd data-testid="status">{dev.status}</dd>
        <dt>Process id</dt>
        <dd className="number">{dev.pid ?? "none"}</dd>
        <dt>Restarts</dt>
        <dd className="number">{dev.restartCount}</dd>
      </dl>
      <Ending process={dev} />
      <p className="row">
        <Action label="Start" disabled={!isOver} act={dev.start} />
        <Action label="Stop" disabled={isOver} act={dev.stop} />
        <Action label="Kill" disabled={isOver} act={dev.kill} />
        <Action label="Restart" disabled={false} act={dev.restart} />
      </p>
    </Demo>
  );
}

function Ending({ process: { exit, error } }: { process: SandboxProcess }) {
  if (error) {
    return (
      <p role="alert">
        {error.message} {error.hint}
      </p>
    );
  }
  return exit ? (
    <p>
      {exit.reason}, exit code {exit.code}
    </p>
  ) : null;
}

function Action({
  label,
  disabled,
  act,
}: {
  label: string;
  disabled: boolean;
  act: () => Promise<void>;
}) {
  return (
    <button type="button" disabled={disabled} onClick={() => void act()}>
      {label}
    </button>
  );
}
