import { isRecord } from "../core";
import type { ProcessExit } from "./types";

/** The part of the server's answer about a process that the kit goes by. */
export interface ProcessAnswer {
  readonly pid: string;
  readonly name: string;
  readonly command: string;
  readonly status: string;
  readonly startedAt: string;
  /** `undefined` as long as it has not ended: the servers say `""` or `null`. */
  readonly completedAt: string | undefined;
  readonly exitCode: number;
  readonly restartOnFailure: boolean;
  readonly maxRestarts: number;
  readonly restartCount: number;
  /** The ends of its output, exact to the byte; `undefined` where the answer has none. */
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
  /** Whether the server is one of the newer ones, which prefix only real starts of lines. */
  readonly newer: boolean;
}

/** Reads an answer of the server, whose profiles differ in what they leave out. */
export function processAnswer(value: unknown): ProcessAnswer | undefined {
  if (!isRecord(value)) return undefined;
  const fields = value;
  const { pid } = fields;
  if (typeof pid !== "string" && typeof pid !== "number") return undefined;
  return {
    pid: String(pid),
    name: text(fields["name"]) ?? "",
    command: text(fields["command"]) ?? "",
    status: text(fields["status"]) ?? "running",
    startedAt: text(fields["startedAt"]) ?? "",
    completedAt: text(fields["completedAt"]) || undefined,
    exitCode: number(fields["exitCode"]),
    restartOnFailure: fields["restartOnFailure"] === true,
    maxRestarts: number(fields["maxRestarts"]),
    restartCount: number(fields["restartCount"]),
    stdout: text(fields["stdout"]),
    stderr: text(fields["stderr"]),
    newer: "stdin" in fields,
  };
}

/**
 * What the answer means: the older servers say `failed` while they are about to restart, and
 * `stopped` while the process is still alive.
 */
export function phaseOf(answer: ProcessAnswer): "running" | "restarting" | "stopping" | "over" {
  if (answer.status === "running") return "running";
  const { restartOnFailure, maxRestarts, restartCount, status, completedAt } = answer;
  if (status === "failed" && restartOnFailure && (maxRestarts < 0 || restartCount < maxRestarts)) {
    return "restarting";
  }
  return status === "stopped" && completedAt === undefined ? "stopping" : "over";
}

/**
 * Whether a process that looks over may be before its last restart: an older server counts a restart
 * before the pause, and then says the same as after the end. Its last words are then its notice.
 */
export function mayRestart(answer: ProcessAnswer): boolean {
  const { newer, status, restartOnFailure, restartCount, stdout = "" } = answer;
  if (newer || status !== "failed" || !restartOnFailure || restartCount === 0) return false;
  return new RegExp(`Attempting restart ${restartCount}/\\d+\\.\\.\\.\\]\\s*$`).test(stdout);
}

/** How a process that is over ended; `requested` is what this page asked for. */
export function exitOf(answer: ProcessAnswer, requested?: "stopped" | "killed"): ProcessExit {
  return { reason: reasonOf(answer.status, requested), code: answer.exitCode };
}

function reasonOf(
  status: string,
  requested: "stopped" | "killed" | undefined,
): ProcessExit["reason"] {
  if (status === "killed" || status === "stopped") return status;
  return requested ?? (status === "completed" ? "completed" : "failed");
}

const text = (value: unknown) => (typeof value === "string" ? value : undefined);
const number = (value: unknown) => (typeof value === "number" ? value : 0);
