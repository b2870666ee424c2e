import type { SandboxInstance } from "@blaxel/core";
import { platformStatus } from "./platformFailure";

/** Inside the sandbox, so that it lives and dies with what it speaks of. */
const marker = "/tmp/.blaxel-react/prepared";
const lock = "blaxel-react-prepare";
/** Longer than any preparation may take; ends by itself if its instance dies. */
const lockSeconds = 900;
const pollMs = 500;

/**
 * Runs `work` in a sandbox in which it has never run to its end. Instances share nothing, so the
 * sandbox arbitrates: a process of a fixed name is the lock (the platform refuses a second one),
 * a file the memory. Answers whether the work was done here.
 */
export async function prepareOnce(
  sandbox: SandboxInstance,
  work: () => Promise<void>,
): Promise<boolean> {
  const deadline = Date.now() + lockSeconds * 1000;
  while (Date.now() < deadline) {
    if (await isPrepared(sandbox)) return false;
    if (await takeLock(sandbox)) return runLocked(sandbox, work);
    await pause(pollMs);
  }
  throw new Error("Another instance has been preparing the sandbox for too long.");
}

async function runLocked(sandbox: SandboxInstance, work: () => Promise<void>): Promise<boolean> {
  try {
    // Whoever held the lock until now may just have finished.
    if (await isPrepared(sandbox)) return false;
    await work();
    await sandbox.fs.write(marker, new Date().toISOString());
    return true;
  } finally {
    await releaseLock(sandbox);
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

async function takeLock(sandbox: SandboxInstance): Promise<boolean> {
  try {
    await sandbox.process.exec({ name: lock, command: `sleep ${lockSeconds}` });
    return true;
  } catch (error) {
    if (platformStatus(error) === 400) return false;
    throw error;
  }
}

async function releaseLock(sandbox: SandboxInstance): Promise<void> {
  try {
    await sandbox.process.kill(lock);
  } catch (error) {
    if (platformStatus(error) !== 404) throw error;
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
