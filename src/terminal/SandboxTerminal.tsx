import { FaultBoundary, useLabels } from "../session";
import { TerminalView } from "./view/TerminalView";
import type { SandboxTerminalProps } from "./types";

/**
 * A terminal on a shell in the sandbox. It survives cuts, sleep, rotation of the session and a reload of the
 * page: what was on the screen stays, what was missed is added, and output that the server has dropped is
 * marked. The emulator (`@xterm/xterm` 6 with its addons fit, web-links, search, unicode-graphemes and webgl,
 * which the app installs, and its style sheet) is loaded with the first terminal.
 *
 * Where Ctrl is the key for it, Ctrl-C copies a selection and interrupts without one. F6 lets Tab leave.
 *
 * @example
 * ```tsx
 * import "@xterm/xterm/css/xterm.css";
 * import { SandboxTerminal } from "blaxel-react/terminal";
 *
 * const Shell = () => <SandboxTerminal workingDir="/app" style={{ height: 320 }} />;
 * ```
 */
export function SandboxTerminal(props: SandboxTerminalProps) {
  return (
    <FaultBoundary renderFallback={(again) => <Fallen {...props} again={again} />}>
      <TerminalView {...props} />
    </FaultBoundary>
  );
}

/** Says that the terminal fell, in its place, and leads back to it. */
function Fallen({ className = "", style, again }: SandboxTerminalProps & { again: () => void }) {
  const label = useLabels();
  return (
    <section className={`blaxel-logs blaxel-fallen ${className}`} style={style}>
      <div className="blaxel-logs-toolbar" role="alert">
        <span>
          {label(
            "logs.fallen",
            "The browser's translation or an extension has changed this part of the page.",
          )}
        </span>
        <button form="" className="blaxel-button" onClick={again}>
          {label("logs.retry", "Try again")}
        </button>
      </div>
    </section>
  );
}
