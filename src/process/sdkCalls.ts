import { answerIn, inAddress, type ProcessAnswer, type ProcessRequest } from "../platform";
import { sandboxHandle } from "../sandbox";
import type { SessionStore } from "../session";

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
