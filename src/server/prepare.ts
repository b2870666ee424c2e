import type { SandboxInstance } from "@blaxel/core";
import { platformStatus } from "./problem";

/** Inside the sandbox, so that it lives and dies with what it speaks of. */
const folder = "/tmp/.blaxel-react";
const marker = `${folder}/prepared`;
/** How long another instance may take. */
const patience = 15 * 60_000;
const pollMs = 500;
/** Each attempt leaves a finished process in the sandbox's list, so they are few. */
const lockEvery = 15_000;

/**
 * Runs `work` in a sandbox in which it has never run to its end. Instances share nothing, so the
 * sandbox arbitrates: a lock in it decides which one works, a file remembers that it is done.
 * Answers whether the work was done here.
 */
export async function prepareOnce(
  sandbox: SandboxInstance,
  work: () => Promise<void>,
): Promise<boolean> {
  const started = performance.now();
  let tryLockAt = started;
  while (performance.now() - started < patience) {
    if (await isPrepared(sandbox)) return false;
    if (performance.now() >= tryLockAt) {
      const release = await takeLock(sandbox, folder);
      if (release) return runLocked(sandbox, work, release);
      tryLockAt = performance.now() + lockEvery;
    }
    await pause(pollMs);
  }
  throw new Error("Another instance has been preparing the sandbox for too long.");
}

async function runLocked(
  sandbox: SandboxInstance,
  work: () => Promise<void>,
  release: () => Promise<void>,
): Promise<boolean> {
  try {
    // The instance that held the lock until now may just have finished.
    if (await isPrepared(sandbox)) return false;
    await work();
    await sandbox.fs.write(marker, new Date().toISOString());
    return true;
  } finally {
    await release();
  }
}

async function isPrepared(sandbox: SandboxInstance): Promise<boolean> {
  try {
    await whenAwake(() => sandbox.fs.read(marker));
    return true;
  } catch (error) {
    if (platformStatus(error) === 404) return false;
    throw error;
  }
}

/** A new sandbox answers 502 or 503 for a moment before its API listens. */
async function whenAwake<Value>(ask: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const status = platformStatus(error);
      if (attempt === 6 || (status !== 502 && status !== 503)) throw error;
      await pause(pollMs * attempt);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What the process that takes the lock is called: people see it in lists of processes. */
const processName = "blaxel-react-prepare";
const heartbeatMs = 30_000;

/**
 * `mkdir` either makes the folder or fails, even if another instance tries at the same moment;
 * starting a process of a fixed name does not promise that. A lock without a heartbeat for two
 * minutes is free.
 */
const command =
  'mkdir lock 2>/dev/null || { [ -z "$(find lock -maxdepth 1 -mmin -2)" ] && rm -r lock && mkdir lock; }';

/**
 * Takes the lock in `folder` of the sandbox: the function that gives it back, or undefined while
 * another instance has it. Needs `sh`, `mkdir` and `find` in the sandbox.
 */
export async function takeLock(
  sandbox: SandboxInstance,
  folder: string,
): Promise<(() => Promise<void>) | undefined> {
  await sandbox.fs.mkdir(folder);
  if (!(await makeFolder(sandbox, folder))) return undefined;
  const lock = `${folder}/lock`;
  const beat = setInterval(() => {
    // One that is lost matters little: the next comes before the lock counts as free.
    sandbox.fs.write(`${lock}/heartbeat`, "").catch(() => undefined);
  }, heartbeatMs);
  return async () => {
    clearInterval(beat);
    await removeFolder(sandbox, lock);
  };
}

async function removeFolder(sandbox: SandboxInstance, folder: string): Promise<void> {
  try {
    await sandbox.fs.rm(folder, true);
  } catch (error) {
    // Gone already: another instance took this holder for dead.
    if (platformStatus(error) !== 404) throw error;
  }
}

async function makeFolder(sandbox: SandboxInstance, workingDir: string): Promise<boolean> {
  try {
    const { exitCode } = await sandbox.process.exec({
      name: processName,
      command,
      workingDir,
      waitForCompletion: true,
    });
    return exitCode === 0;
  } catch (error) {
    // A process of this name runs: another instance is trying right now.
    if (platformStatus(error) === 400) return false;
    throw error;
  }
}
