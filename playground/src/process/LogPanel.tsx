import { ProcessLogs, type SandboxProcess } from "blaxel-react";

/** What the dev server prints, as it prints it. */
export function LogPanel({ dev }: { dev: SandboxProcess }) {
  return (
    <section className="area-logs" aria-label={`Log of ${dev.name}`}>
      <ProcessLogs process={dev} />
    </section>
  );
}
