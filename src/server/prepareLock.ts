import type { SandboxInstance } from "@blaxel/core";
import { platformStatus } from "./platformFailure";

/** What the process that takes the lock is called: people see it in lists of processes. */
const processName = "blaxel-react-prepare";
const heartbeatMs = 30_000;

/**
 * `mkdir` either makes the folder or fails, whoever else tries at the same moment; starting a process
 * of a fixed name does not promise that. A lock whose holder has not been heard of for two minutes
 * is nobody's any more.
 */
const command =
  'mkdir lock 2>/dev/null || { [ -z "$(find lock -maxdepth 1 -mmin -2)" ] && rm -r lock && mkdir lock; }';

/**
 * Takes the lock in `folder` of the sandbox: the function that gives it back, or undefined while
 * somebody else has it. Needs `sh`, `mkdir` and `find` in the sandbox.
 */
export async function takeLock(
  sandbox: SandboxInstance,
  folder: string,
): Promise<(() => Promise<void>) | undefined> {
  await sandbox.fs.mkdir(folder);
  if (!(await makeFolder(sandbox, folder))) return undefined;
  const lock = `${folder}/lock`;
  const beat = setInterval(() => {
    // One that is lost matters little: the next comes before anybody doubts.
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
    // Gone already: somebody took this holder for dead.
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
    // A process of this name runs: somebody else is trying right now.
    if (platformStatus(error) === 400) return false;
    throw error;
  }
}
