import { toSandboxError } from "../sandbox";
import type { SessionStore } from "../session";
import { delay } from "./logs";
import { lifeOf, type ProcessAnswer } from "./processAnswer";
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
  try {
    await end(store, pid, how);
  } catch (error) {
    const failure = toSandboxError(error, "ending the process");
    // The servers answer 404 for one that is over already.
    if (failure.status !== 404) throw failure;
  }
  for (let pause = FIRST_MS; ; pause = Math.min(CAP_MS, pause * 1.5)) {
    const answer = await lookUp(store, pid, signal);
    if (!answer || lifeOf(answer) === "over" || performance.now() > until) return answer;
    await delay(pause, signal);
  }
}
