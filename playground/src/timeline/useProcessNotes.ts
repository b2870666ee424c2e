import type { ProcessExit, SandboxProcess } from "blaxel-react";
import { useEffect } from "react";
import type { Tone } from "../ui/StatusDot";
import { note } from "./timeline";

const tones: Record<SandboxProcess["status"], Tone> = {
  idle: "quiet",
  starting: "busy",
  running: "good",
  ready: "good",
  restarting: "busy",
  stopping: "busy",
  exited: "warn",
  error: "bad",
};

const words: Record<ProcessExit["reason"], string> = {
  completed: "has ended",
  failed: "has failed",
  stopped: "was stopped",
  killed: "was killed",
};

export function toneOfProcess({ status }: SandboxProcess): Tone {
  return tones[status];
}

/** Notes every change of the process's state. */
export function useProcessNotes(process: SandboxProcess): void {
  const { name, status, exit, error } = process;
  useEffect(() => {
    if (status === "idle") return;
    if (exit) note(exit.reason === "failed" ? "bad" : "warn", `${name} ${words[exit.reason]}`);
    else note(tones[status], error ? error.message : `${name} is ${status}`);
  }, [name, status, exit, error]);
}
