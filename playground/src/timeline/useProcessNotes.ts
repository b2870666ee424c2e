import type { SandboxProcess } from "blaxel-react";
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

export function toneOfProcess({ status }: SandboxProcess): Tone {
  return tones[status];
}

/** Notes every change of the process's state. */
export function useProcessNotes({ name, status, exit, error }: SandboxProcess): void {
  useEffect(() => {
    if (status === "idle") return;
    const how = exit ? `: ${exit.reason}, code ${exit.code}` : "";
    const why = error && status === "error" ? `: ${error.message}` : "";
    note(tones[status], `${name} is ${status}${how}${why}`);
  }, [name, status, exit, error]);
}
