import type { ProcessExit } from "../platform";
import { SandboxError } from "../errors";
import { ENDING_LIMIT_MS } from "./sdkCalls";

export function startTooLong(name: string, cause: SandboxError): SandboxError {
  return new SandboxError({
    kind: "timeout",
    message: `The sandbox took too long to start "${name}".`,
    hint: "Look at the processes of the sandbox: it may have been started.",
    retryable: true,
    cause,
  });
}

export function exitedUnasked(name: string, { reason, code }: ProcessExit): SandboxError {
  const how =
    reason === "killed" || code < 0 ? "was ended by a signal" : `failed with code ${code}`;
  return new SandboxError({
    kind: "process-exited",
    message: `"${name}" ${how}.`,
    hint: "Its last lines say more.",
    retryable: false,
  });
}

export function vanished(name: string): SandboxError {
  return new SandboxError({
    kind: "process-exited",
    message: `The sandbox does not know "${name}" any more.`,
    hint: "The sandbox was probably made anew. Start the process again.",
    retryable: true,
  });
}

/** It was asked to end, did not, and was killed. */
export function killedAfter(name: string): SandboxError {
  return new SandboxError({
    kind: "timeout",
    message: `"${name}" was asked to end (SIGTERM), and was killed when it had not after ${ENDING_LIMIT_MS / 1000} s.`,
    hint: "Let it close what is open and end on SIGTERM, or call `kill()` at once.",
    retryable: false,
  });
}

export function stillAlive(name: string): SandboxError {
  return new SandboxError({
    kind: "timeout",
    message: `"${name}" was killed, but lives on.`,
    hint: "Look at the sandbox in the Blaxel console.",
    retryable: false,
  });
}

export function notRunning(name: string): SandboxError {
  return new SandboxError({
    kind: "invalid-options",
    message: `"${name}" does not run, so nothing can be written to it.`,
    hint: "Wait until its status is `running` or `ready`.",
    retryable: false,
  });
}

export function otherCommand(name: string): SandboxError {
  return new SandboxError({
    kind: "command-mismatch",
    message: `Two components use the process "${name}" with different commands.`,
    hint: "Give one of them another name.",
    retryable: false,
  });
}
