import { type ListeningPort, listAll, lookUpPorts, phaseOf, type ProcessAnswer } from "../platform";
import type { SessionStore } from "../session";

const isAlive = (answer: ProcessAnswer | undefined) =>
  answer !== undefined && phaseOf(answer) !== "over";

/**
 * What the process listens on. Once it is over, what any process of the sandbox does: another client
 * may have started its server anew.
 */
export async function openPorts(
  store: SessionStore,
  answer: ProcessAnswer | undefined,
  signal: AbortSignal,
): Promise<readonly ListeningPort[]> {
  if (answer && isAlive(answer)) return lookUpPorts(store, answer.pid, signal);
  const alive = (await listAll(store, signal)).filter(isAlive);
  const ports = alive.map(({ pid }) => lookUpPorts(store, pid, signal));
  return (await Promise.all(ports)).flat();
}
