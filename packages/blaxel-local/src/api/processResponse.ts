import { goText, type ManagedProcess, type ProcessTable } from "../process";
import type { Profile } from "../profile";

/** How much of each stream an answer about a process carries, and how much the call for its logs. */
export const INLINED_BYTES = 64 * 1024;
export const WHOLE_BYTES = 4 * 1024 * 1024;

/** What answers about processes depend on. */
export interface ResponseContext {
  table: ProcessTable;
  profile: Profile;
}

export interface ProcessOutput {
  stdout: string;
  stderr: string;
  /** One after the other: the order between the streams is not kept. */
  logs: string;
}

/** The end of a process's output. Profile A keeps it by name, so an old pid shows the newest run. */
export async function outputOf(
  { table, profile }: ResponseContext,
  process: ManagedProcess,
  maxBytes: number,
): Promise<ProcessOutput> {
  const latest = profile === "A" ? table.history(process.spec.name).latest : undefined;
  const { files } = latest ?? process;
  const [out, err] = await Promise.all([files.stdout.tail(maxBytes), files.stderr.tail(maxBytes)]);
  const stdout = goText(out);
  const stderr = goText(err);
  return { stdout, stderr, logs: stdout + stderr };
}

/**
 * A process as the API shows it. `where` is one of the three places in which profile A writes
 * differently what is not there: the answer to a start, one process, the list.
 */
export async function processResponse(
  context: ResponseContext,
  process: ManagedProcess,
  where: "start" | "one" | "list",
  maxBytes = INLINED_BYTES,
) {
  const isA = context.profile === "A";
  const { spec, pid, startedAt, completedAt, isFinished } = process;
  const { status, exitCode, restartCount, keepAlive } = process;
  // The output is read after the state was looked at: a client that sees the end sees all output.
  const { stdout, stderr, logs } = await outputOf(context, process, maxBytes);
  return {
    pid,
    name: spec.name,
    command: spec.command,
    status,
    startedAt: startedAt.toUTCString(),
    completedAt: completedAt?.toUTCString() ?? (isA && where === "list" ? null : ""),
    exitCode,
    workingDir: isA ? spec.workingDir : spec.workingDir || "/",
    logs: isA && where === "start" && logs === "" && !isFinished ? null : logs,
    stdout,
    stderr,
    restartOnFailure: spec.restartOnFailure,
    maxRestarts: spec.maxRestarts,
    restartCount,
    keepAlive,
    ...(isA ? {} : { stdin: spec.stdin }),
  };
}
