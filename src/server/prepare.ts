import type { SandboxInstance } from "@blaxel/core";
import { platformStatus } from "./platformFailure";
import { takeLock } from "./prepareLock";

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
 * sandbox arbitrates: a lock in it decides who works, a file remembers that it is done. Answers
 * whether the work was done here.
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
    // Whoever held the lock until now may just have finished.
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
