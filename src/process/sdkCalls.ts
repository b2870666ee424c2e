import {
  answerIn,
  inAddress,
  type ProcessAnswer,
  type ProcessRequest,
  phaseOf,
  lookUp,
  mayRestart,
  toSandboxError,
} from "../platform";
import { sandboxHandle } from "../sandbox";
import type { SessionStore } from "../session";
import { delay } from "../core";
import type { SandboxError } from "../errors";

const START_LIMIT_MS = 30_000;
/** Short, since the state of the process shows as well whether it received the signal. */
const END_LIMIT_MS = 3_000;
/** How long a process may take to end once it was asked to. */
export const ENDING_LIMIT_MS = 10_000;

/** Starts a process through the SDK. After a failure it may have been started all the same. */
export async function exec(store: SessionStore, request: ProcessRequest): Promise<ProcessAnswer> {
  const { run } = sandboxHandle(store);
  const started = await run((sandbox) => sandbox.process.exec(request), {
    timeoutMs: START_LIMIT_MS,
  });
  return answerIn(started, "starting the process");
}

/** Asks the process to end, or ends it. */
export async function end(store: SessionStore, pid: string, how: "stop" | "kill"): Promise<void> {
  // The SDK would ask an address that is none.
  inAddress(pid);
  await sandboxHandle(store).run((sandbox) => sandbox.process[how](pid), {
    idempotent: true,
    timeoutMs: END_LIMIT_MS,
  });
}

const FIRST_MS = 100;
const CAP_MS = 1_000;

/**
 * Asks a process to end and follows it until it has, or until it took too long. `undefined` if the
 * sandbox does not know it any more.
 */
export async function endAndWait(
  store: SessionStore,
  pid: string,
  { how, signal }: { how: "stop" | "kill"; signal: AbortSignal },
): Promise<ProcessAnswer | undefined> {
  const until = performance.now() + ENDING_LIMIT_MS;
  let isRequested = false;
  for (let pause = FIRST_MS; ; pause = Math.min(CAP_MS, pause * 1.5)) {
    const failure: SandboxError | undefined = isRequested
      ? undefined
      : await requestEnd(store, pid, how);
    isRequested = failure === undefined;
    const answer = await lookUp(store, pid, signal);
    if (!answer || performance.now() > until) return answer;
    const phase = mayRestart(answer) ? "restarting" : phaseOf(answer);
    if (phase === "over") return answer;
    if (failure && phase === "running" && !mayHelpToRepeat(failure)) throw failure;
    // Between two runs no process receives the signal, so the next one needs its own.
    if (phase === "restarting") isRequested = false;
    await delay(pause, signal);
  }
}

/** What went wrong, if anything: the process may have received the signal all the same. */
async function requestEnd(
  store: SessionStore,
  pid: string,
  how: "stop" | "kill",
): Promise<SandboxError | undefined> {
  try {
    await end(store, pid, how);
    return undefined;
  } catch (error) {
    return toSandboxError(error, "ending the process");
  }
}

/** The servers answer 404 for a process between two runs; an answer that was late may come. */
const mayHelpToRepeat = ({ status, kind }: SandboxError) => status === 404 || kind === "timeout";
