import type { ProcessState } from "./types";

export const idleState: ProcessState = { status: "idle", restartCount: 0 };

/** Whether two states say the same, so that nobody is told what they know. */
export function sameState(a: ProcessState, b: ProcessState): boolean {
  return (
    a.status === b.status &&
    a.pid === b.pid &&
    a.restartCount === b.restartCount &&
    a.error === b.error &&
    a.listening === b.listening &&
    a.exit?.reason === b.exit?.reason &&
    a.exit?.code === b.exit?.code
  );
}
