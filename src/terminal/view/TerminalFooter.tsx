import type { SandboxError } from "../../errors";
import type { TerminalTexts } from "../terminalTexts";
import type { SandboxTerminalHandle } from "../types";

interface TerminalFooterProps {
  terminal: SandboxTerminalHandle;
  /** Why there is no emulator. */
  error: SandboxError | undefined;
  isLoaded: boolean;
  /** What the user has just done comes before how the terminal is doing. */
  notice: string | undefined;
  texts: TerminalTexts;
  onAgain: () => void;
}

/** How the terminal is doing, and the way out where there is one. */
export function TerminalFooter(props: TerminalFooterProps) {
  const { terminal, error, isLoaded, notice, texts, onAgain } = props;
  const { status } = terminal;
  const problem = error ?? terminal.error;
  const isStuck = error !== undefined || status === "error" || status === "exited";
  const summary = problem
    ? `${problem.message} ${problem.hint}`.replaceAll("`", "")
    : !isLoaded
      ? texts["terminal.loading"]
      : status === "error"
        ? ""
        : texts[`terminal.${status}`];
  return (
    <div className="blaxel-logs-footer">
      <span className="blaxel-logs-summary" role="status" data-failed={problem ? true : undefined}>
        {terminal.isInputRefused ? texts["terminal.refused"] : (notice ?? summary)}
      </span>
      {isStuck && (
        <button form="" className="blaxel-button" data-primary="" onClick={onAgain}>
          {texts[status === "exited" && !error ? "terminal.again" : "terminal.retry"]}
        </button>
      )}
    </div>
  );
}
