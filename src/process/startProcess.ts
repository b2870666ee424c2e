import { exitOf, phaseOf, lookUp, type ProcessAnswer, toSandboxError } from "../platform";
import { SandboxError } from "../errors";
import { backoffDelay, delay } from "../core";
import type { SessionStore } from "../session";
import { ENDING_LIMIT_MS, exec } from "./sdkCalls";
import { startTooLong } from "./processErrors";
import { lookUpByName } from "./processName";
import { requestOf } from "./processOptions";
import type { ProcessOptions } from "./types";

/** `POST /process` is not idempotent; after this many unclear outcomes the kit gives up. */
const ATTEMPTS = 3;
const RETRY = { baseMs: 300, capMs: 5_000 };
/** How often a question is asked that the network did not carry, and for how long at most. */
const LOOKS = 5;
const LOOKING_LIMIT_MS = 20_000;

/** Finds the process or starts it: once, whatever becomes of the request. */
export async function findOrStart(
  store: SessionStore,
  options: ProcessOptions,
  { force, signal }: { force: boolean; signal: AbortSignal },
): Promise<ProcessAnswer> {
  let found = await lookPatiently(store, options.name, signal);
  if (found && phaseOf(found) === "stopping") found = await afterItsEnd(store, found, signal);
  if (found && phaseOf(found) !== "over") return adopted(found, options);
  if (found && !force && options.runOnce && isDone(found, options)) return found;
  signal.throwIfAborted();
  return start(store, options, found?.pid, signal);
}

async function start(
  store: SessionStore,
  options: ProcessOptions,
  previousPid: string | undefined,
  signal: AbortSignal,
): Promise<ProcessAnswer> {
  for (let attempt = 0; ; attempt++) {
    let failure: SandboxError;
    try {
      // Not called off with the signal: the next attempt has to know what became of it.
      return await exec(store, requestOf(options, store.preview()?.url));
    } catch (error) {
      if (signal.aborted) throw error;
      failure = toSandboxError(error, `starting "${options.name}"`);
    }
    if (!isUnclear(failure)) throw refused(failure, options);
    // 400 may mean that it runs already, anything else that it may have been started: look.
    const found = await lookPatiently(store, options.name, signal);
    if (found && phaseOf(found) !== "over") return adopted(found, options);
    if (found && found.pid !== previousPid && failure.status !== 400) return found;
    if (failure.status === 400 || attempt + 1 >= ATTEMPTS) throw refused(failure, options);
    await delay(backoffDelay(attempt + 1, RETRY), signal);
  }
}

async function lookPatiently(
  store: SessionStore,
  name: string,
  signal: AbortSignal,
): Promise<ProcessAnswer | undefined> {
  const until = performance.now() + LOOKING_LIMIT_MS;
  for (let looks = 1; ; looks++) {
    try {
      return await lookUpByName(store, name, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      const failure = toSandboxError(error, `looking for "${name}"`);
      const pause = Math.max(failure.retryAfterMs ?? 0, backoffDelay(looks, RETRY));
      const isOver = looks >= LOOKS || performance.now() + pause > until;
      if (!failure.retryable || isOver) throw failure;
      await delay(pause, signal);
    }
  }
}

async function afterItsEnd(
  store: SessionStore,
  ending: ProcessAnswer,
  signal: AbortSignal,
): Promise<ProcessAnswer | undefined> {
  const until = performance.now() + ENDING_LIMIT_MS;
  let last: ProcessAnswer | undefined = ending;
  for (
    let pause = 300;
    last && phaseOf(last) === "stopping";
    pause = Math.min(1_000, pause * 1.5)
  ) {
    if (performance.now() > until) break;
    await delay(pause, signal);
    last = await lookUp(store, ending.pid, signal);
  }
  return last && phaseOf(last) === "stopping" ? { ...last, completedAt: last.startedAt } : last;
}

function adopted(found: ProcessAnswer, options: ProcessOptions): ProcessAnswer {
  if (found.command === "" || found.command.trim() === options.command.trim()) return found;
  throw new SandboxError({
    kind: "command-mismatch",
    message: `A process named "${options.name}" runs already, with another command.`,
    hint: "Use another name, stop that process first, or call `restart()` to replace it.",
    retryable: false,
  });
}

function isDone(found: ProcessAnswer, { command }: ProcessOptions): boolean {
  return exitOf(found).reason === "completed" && found.command.trim() === command.trim();
}

/** Whether the process may have been started nevertheless, or was refused before it could be. */
function isUnclear({ status, kind }: SandboxError): boolean {
  if (kind === "sdk-unavailable" || kind === "quota-exceeded") return false;
  return status === undefined || status >= 500 || [400, 401, 403, 408, 429].includes(status);
}

function refused(failure: SandboxError, { name, workingDir }: ProcessOptions): SandboxError {
  if (failure.kind === "timeout") return startTooLong(name, failure);
  if (failure.status !== 400 && failure.status !== 422) return failure;
  return new SandboxError({
    kind: "start-failed",
    message: `The sandbox refused to start "${name}" (${failure.status}).`,
    hint: workingDir
      ? `Check that the folder "${workingDir}" exists in the sandbox, and the command.`
      : "Check the command and the other options of the process.",
    retryable: false,
    status: failure.status,
    cause: failure,
  });
}
