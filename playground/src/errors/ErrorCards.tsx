import {
  ErrorCard,
  useAppErrors,
  useSandbox,
  type AppError,
  type PreviewState,
  type SandboxProcess,
} from "blaxel-react";
import { settings } from "../settings";
import { note, noteFailure } from "../timeline/timeline";
import { repairCode } from "./appCode";
import "./errors.css";

interface ErrorCardsProps {
  dev: SandboxProcess;
  preview: PreviewState | undefined;
}

/** What is wrong in the app, over its preview, and a stand-in for an agent that repairs it. */
export function ErrorCards({ dev, preview }: ErrorCardsProps) {
  const sandbox = useSandbox();
  const { open, error, report } = useAppErrors({
    process: dev,
    preview,
    root: settings.workingDir,
  });

  const fix = async (_prompt: string, { file }: AppError) => {
    if (file === undefined) return;
    const fixing = repairCode(sandbox, file);
    noteFailure(fixing);
    await fixing;
    note("good", `Repaired ${file}`);
    report({ type: "file-changed", file });
  };

  if (open.length === 0 && !error) return null;
  return (
    <section className="error-cards" aria-label="Errors of the app">
      {error && <p className="error-cards-loss">{`Errors cannot be read now: ${error.message}`}</p>}
      {open.map((one) => (
        <ErrorCard key={one.id} error={one} onFix={one.file ? fix : undefined} />
      ))}
    </section>
  );
}
