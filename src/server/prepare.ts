import type { SandboxInstance } from "@blaxel/core";
import type {
  PrepareRun,
  PrepareSettings,
  SandboxBackendOptions,
  SandboxIdentity,
} from "./options";
import { AnswerTooLong, boundedFetch } from "./platformAnswers";
import { PlatformAnswer, platformStatus } from "./problem";
import { withTimeout } from "./runStage";
import { loadSdk } from "./sdk";

/** Inside the sandbox, so that it lives and dies with what it speaks of. */
const folder = "/tmp/.blaxel-react";
const marker = `${folder}/prepared`;
/** How long another instance may take. */
const patience = 15 * 60_000;
const pollMs = 500;
/** Each attempt leaves a finished process in the sandbox's list, so they are few. */
const lockEvery = 15_000;

const longestPrepareMs = 600_000;

/** `prepare` as settings, checked; undefined if there is none. */
export function resolvePrepare<Identity extends SandboxIdentity>(
  prepare: SandboxBackendOptions<Identity>["prepare"],
): (PrepareSettings<Identity> & { timeoutMs: number }) | undefined {
  if (!prepare) return undefined;
  const {
    run,
    version,
    timeoutMs = longestPrepareMs,
  } = typeof prepare === "function" ? { run: prepare } : prepare;
  if (typeof run !== "function")
    throw new TypeError("prepare: a function, or settings with a `run`.");
  if (version !== undefined && typeof version !== "string") {
    throw new TypeError("prepare.version: a string that names what `run` puts into a sandbox.");
  }
  if (typeof timeoutMs !== "number" || !(timeoutMs > 0 && timeoutMs <= longestPrepareMs)) {
    throw new TypeError(
      `prepare.timeoutMs: milliseconds, more than 0 and ${longestPrepareMs} at most.`,
    );
  }
  return { run, version, timeoutMs };
}

type Work = (run: PrepareRun) => Promise<void>;
type Wanted = { readonly version?: string | undefined; readonly timeoutMs: number };

/**
 * Runs `work` in a sandbox in which this version of it has never run to its end. Instances share nothing,
 * so the sandbox arbitrates: a lock in it decides which one works, a file remembers what was done.
 * Answers whether the work was done here.
 */
export async function prepareOnce(
  sandbox: SandboxInstance,
  wanted: Wanted,
  work: Work,
): Promise<boolean> {
  const started = performance.now();
  let tryLockAt = started;
  while (performance.now() - started < patience) {
    if (isDone(await readMarker(sandbox), wanted)) return false;
    if (performance.now() >= tryLockAt) {
      const release = await takeLock(sandbox, folder);
      if (release) return runLocked(sandbox, wanted, work, release);
      tryLockAt = performance.now() + lockEvery;
    }
    await pause(pollMs);
  }
  throw new Error("Another instance has been preparing the sandbox for too long.");
}

async function runLocked(
  sandbox: SandboxInstance,
  wanted: Wanted,
  work: Work,
  release: () => Promise<void>,
): Promise<boolean> {
  const { version, timeoutMs } = wanted;
  const limit = new AbortController();
  try {
    // The instance that held the lock until now may just have finished.
    const marked = await readMarker(sandbox);
    if (isDone(marked, wanted)) return false;
    const run = { signal: limit.signal, previousVersion: marked?.version };
    await withTimeout(timeoutMs, work(run), () => {
      const error = new Error(`prepare has not finished within ${timeoutMs / 1000} s.`);
      limit.abort(error);
      throw error;
    });
    await sandbox.fs.write(marker, JSON.stringify({ version, at: new Date().toISOString() }));
    return true;
  } finally {
    await release();
  }
}

interface Marker {
  version?: string | undefined;
}

const isDone = (marked: Marker | undefined, { version }: Wanted): boolean =>
  marked !== undefined && (version === undefined || marked.version === version);

/** Programs in the sandbox can write the file, and make it as long as they like. */
const markerFetch = boundedFetch(65_536);

/** What the sandbox says was done in it; undefined if nothing was. */
async function readMarker({ fs }: SandboxInstance): Promise<Marker | undefined> {
  const { getFilesystemByPath } = await loadSdk();
  const read = async () => {
    const { data, response } = await getFilesystemByPath({
      client: fs.client,
      baseUrl: fs.url,
      path: { path: marker },
      parseAs: "text",
      fetch: markerFetch,
    });
    if (!response.ok) throw new PlatformAnswer(response.status);
    return parseMarker(fieldOf(data, "content"));
  };
  try {
    return await whenAwake(read);
  } catch (error) {
    if (platformStatus(error) === 404) return undefined;
    if (error instanceof AnswerTooLong && error.status === 200) return {};
    throw error;
  }
}

/** What is no marker names no version. */
function parseMarker(text: unknown): Marker {
  const version = fieldOf(text, "version");
  return typeof version === "string" ? { version } : {};
}

/** A field of a JSON object, as far as the text is one. */
function fieldOf(text: unknown, field: string): unknown {
  try {
    const value: unknown = JSON.parse(String(text));
    return isRecord(value) ? value[field] : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** A new sandbox answers 502 or 503 for a moment before its API listens, and one that wakes cuts connections. */
async function whenAwake<Value>(ask: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const status = platformStatus(error);
      const isWaking = status === 502 || status === 503 || error instanceof TypeError;
      if (attempt === 6 || !isWaking) throw error;
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
