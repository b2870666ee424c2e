import type { SandboxProcess } from "blaxel-react";
import { settings } from "../settings";
import { toneOfProcess } from "../timeline/useProcessNotes";
import { ErrorNote } from "../ui/ErrorNote";
import { Panel } from "../ui/Panel";
import { StatusDot } from "../ui/StatusDot";
import { ProcessList } from "./ProcessList";

/** The dev server: how it is, what can be done to it, and what else runs in the sandbox. */
export function ProcessPanel({ dev }: { dev: SandboxProcess }) {
  const alive = dev.status === "running" || dev.status === "ready" || dev.status === "starting";
  return (
    <Panel
      title={dev.name}
      area="process"
      actions={
        <p className="chip" data-testid="process-status">
          <StatusDot tone={toneOfProcess(dev)} />
          {dev.status}
          {dev.pid !== undefined && alive && <span className="pid">pid {dev.pid}</span>}
        </p>
      }
    >
      <div className="panel-body">
        <p className="command">
          <code>{settings.command}</code>
          <span className="command-folder">in {settings.workingDir}</span>
        </p>
        <fieldset className="buttons" aria-label={`Actions of ${dev.name}`}>
          <button
            type="button"
            className="button"
            disabled={alive}
            onClick={() => void dev.start()}
          >
            Start
          </button>
          <button
            type="button"
            className="button"
            disabled={!alive}
            onClick={() => void dev.stop()}
          >
            Stop
          </button>
          <button
            type="button"
            className="button"
            disabled={!alive && dev.status !== "stopping"}
            onClick={() => void dev.kill()}
          >
            Kill
          </button>
          <button type="button" className="button" onClick={() => void dev.restart()}>
            Restart
          </button>
        </fieldset>
        {dev.error && <ErrorNote error={dev.error} />}
        <ProcessList />
      </div>
    </Panel>
  );
}
