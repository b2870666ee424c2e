import { SandboxError } from "../errors";

export const shellRefused = () =>
  new SandboxError({
    kind: "start-failed",
    message: "The sandbox could not start the shell.",
    hint: "Check that the program in `shell` and the folder in `workingDir` are there.",
    retryable: false,
  });

export const socketsBlocked = () =>
  new SandboxError({
    kind: "sandbox-unreachable",
    message: "The sandbox answers, but WebSockets to it do not get through.",
    hint: "Look for a proxy, an extension or a Content-Security-Policy (`connect-src`) that forbids them.",
    retryable: true,
  });

export const peerMissing = (cause: unknown) =>
  new SandboxError({
    kind: "sdk-unavailable",
    message: "The terminal's emulator, @xterm/xterm, could not be loaded.",
    hint: "Install @xterm/xterm and its addons fit, web-links, search, unicode-graphemes and webgl, and load the page again.",
    retryable: true,
    cause,
  });

export const emulatorFailed = (cause: unknown) =>
  new SandboxError({
    kind: "sdk-unavailable",
    message: "The terminal's emulator, @xterm/xterm, could not be started.",
    hint: "Install the versions of @xterm/xterm and its addons that blaxel-react names as its peers.",
    retryable: true,
    cause,
  });

export const stylesMissing = () =>
  new SandboxError({
    kind: "invalid-options",
    message: "The styles of @xterm/xterm are missing.",
    hint: 'Import "@xterm/xterm/css/xterm.css" beside "blaxel-react/styles.css".',
    retryable: false,
  });
