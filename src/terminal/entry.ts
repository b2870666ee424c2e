// blaxel-react/terminal: the public names, by hand
export { SandboxTerminal, useTerminal } from ".";
export type {
  SandboxTerminalHandle,
  SandboxTerminalProps,
  TerminalOptions,
  TerminalOutput,
  TerminalState,
  TerminalStatus,
} from ".";
