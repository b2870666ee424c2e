import { toSandboxError } from "../sandbox";
import type { SessionStore } from "../session";
import { delay } from "./logs";
import { lifeOf, mayRestart, type ProcessAnswer } from "./processAnswer";
import { end, lookUp } from "./processCalls";

const FIRST_MS = 100;
const CAP_MS = 1_000;

/**
 * Asks a process to end and follows it until it has, or until it took too long. `undefined` if the
 * sandbox does not know it any more.
 */
export async function endAndWait(
  store: SessionStore,
  pid: string,
  { how, limitMs, signal }: { how: "stop" | "kill"; limitMs: number; signal: AbortSignal },
): Promise<ProcessAnswer | undefined> {
  const until = performance.now() + limitMs;
  let isTold = false;
  for (let pause = FIRST_MS; ; pause = Math.min(CAP_MS, pause * 1.5)) {
    isTold ||= await tell(store, pid, how);
    const answer = await lookUp(store, pid, signal);
    if (!answer || performance.now() > until) return answer;
    const life = mayRestart(answer) ? "restarting" : lifeOf(answer);
    if (life === "over") return answer;
    // Between two runs nobody hears it, so the next one has to be told.
    if (life === "restarting") isTold = false;
    await delay(pause, signal);
  }
}

/** Whether there was somebody to tell: the servers answer 404 for a process that does not run. */
async function tell(store: SessionStore, pid: string, how: "stop" | "kill"): Promise<boolean> {
  try {
    await end(store, pid, how);
    return true;
  } catch (error) {
    const failure = toSandboxError(error, "ending the process");
    if (failure.status !== 404) throw failure;
    return false;
  }
}
