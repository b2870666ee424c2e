import { lookUp, mayRestart, phaseOf, type ProcessAnswer, toSandboxError } from "../platform";
import type { SessionStore } from "../session";
import { delay } from "../core";
import type { SandboxError } from "../errors";
import { killedAfter } from "./processErrors";
import { end, ENDING_LIMIT_MS } from "./sdkCalls";

const FIRST_MS = 100;
const CAP_MS = 1_000;

interface Ending {
  readonly how: "stop" | "kill";
  readonly signal: AbortSignal;
  /** It did not hear that it should end, and is killed. */
  readonly onUnheard: (error: SandboxError) => void;
  /** How it is now. */
  readonly onLook?: (answer: ProcessAnswer) => void;
}

/**
 * Ends a process and follows it until it has; one that was asked to end and has not in time is killed.
 * Returns the last answer about it: still alive if nothing helped, `undefined` if the sandbox does not
 * know it any more.
 */
export async function endProcess(
  store: SessionStore,
  { pid, name }: { readonly pid: string; readonly name: string },
  ending: Ending,
): Promise<ProcessAnswer | undefined> {
  const last = await endAndWait(store, pid, ending);
  if (!last || phaseOf(last) === "over" || ending.how === "kill") return last;
  ending.onUnheard(killedAfter(name));
  return endAndWait(store, pid, { ...ending, how: "kill" });
}

async function endAndWait(
  store: SessionStore,
  pid: string,
  { how, signal, onLook }: Ending,
): Promise<ProcessAnswer | undefined> {
  const until = performance.now() + ENDING_LIMIT_MS;
  let isRequested = false;
  for (let pause = FIRST_MS; ; pause = Math.min(CAP_MS, pause * 1.5)) {
    const failure: SandboxError | undefined = isRequested
      ? undefined
      : await requestEnd(store, pid, how);
    isRequested = failure === undefined;
    const answer = await lookUp(store, pid, signal);
    if (answer) onLook?.(answer);
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
