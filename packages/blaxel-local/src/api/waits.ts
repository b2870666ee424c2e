import { setTimeout as sleep } from "node:timers/promises";
import { HttpError } from "../http";
import type { SandboxNetwork } from "../ports";
import type { ManagedProcess } from "../process";
import { outputOf, type ResponseContext } from "./processResponse";

const PORT_POLL_MS = 200;
const LAST_OUTPUT_BYTES = 4096;
const LAST_OUTPUT_LINES = 20;

/** What a start waits for, and how long. */
export interface Wait {
  /** Seconds; 0 for no limit. */
  timeout: number;
  /** Measured from here, in milliseconds of `performance.now()`. */
  since: number;
  /** Aborts when the client has gone. */
  signal: AbortSignal;
}

/**
 * Waits until all ports are listened on. Rejects with 422 at the timeout, and in profile B as soon
 * as the process has failed; profile A waits on, for ever if it was given no timeout.
 */
export async function waitForPorts(
  context: ResponseContext & { network: SandboxNetwork },
  process: ManagedProcess,
  wanted: readonly number[],
  wait: Wait,
): Promise<void> {
  const failsFast = context.profile === "B";
  let isOver = false;
  void process.finished.then(() => (isOver = true));
  while (!wait.signal.aborted) {
    if (await context.network.listensSteadily(process.groupPid, wanted)) return;
    if (left(wait) <= 0) {
      throw new HttpError(422, `process timed out waiting for ports after ${wait.timeout} seconds`);
    }
    if (failsFast && process.isFinished && process.status !== "completed") {
      throw new HttpError(422, await whyItFailed(context, process, wanted));
    }
    const pause = sleep(Math.min(PORT_POLL_MS, left(wait)), undefined, { ref: false });
    await (isOver ? pause : Promise.race([pause, process.finished]));
  }
}

/** Waits for the final exit; rejects with 422 at the timeout. */
export async function waitForCompletion(process: ManagedProcess, wait: Wait): Promise<void> {
  const done = new AbortController();
  const stop = AbortSignal.any([wait.signal, done.signal]);
  const limit = left(wait);
  const isLate = await Promise.race([
    process.finished.then(() => false),
    limit === Infinity || limit > 2 ** 31 - 1
      ? new Promise<boolean>((resolve) => {
          stop.addEventListener("abort", () => resolve(false), { once: true });
        })
      : sleep(limit, true, { signal: stop }).catch(() => false),
  ]);
  done.abort();
  if (isLate) throw new HttpError(422, `process timed out after ${wait.timeout} seconds`);
}

const left = ({ timeout, since }: Wait) =>
  timeout > 0 ? Math.max(0, since + timeout * 1000 - performance.now()) : Infinity;

async function whyItFailed(
  context: ResponseContext,
  process: ManagedProcess,
  ports: readonly number[],
): Promise<string> {
  const { status, exitCode } = process;
  const opened = `before ports [${ports.join(" ")}] opened`;
  const what =
    status === "killed" || status === "stopped"
      ? `process was ${status} ${opened}`
      : `process exited with code ${exitCode} ${opened}`;
  const { logs } = await outputOf(context, process, LAST_OUTPUT_BYTES);
  const last = logs.replace(/\n+$/, "").split("\n").slice(-LAST_OUTPUT_LINES).join("\n").trim();
  return last === "" ? what : `${what}; last output:\n${last}`;
}
