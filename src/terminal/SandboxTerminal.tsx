import { FallenLog } from "../process";
import { FaultBoundary } from "../session";
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
    <FaultBoundary
      renderFallback={(again) => (
        <FallenLog className={props.className} style={props.style} again={again} />
      )}
    >
      <TerminalView {...props} />
    </FaultBoundary>
  );
}
