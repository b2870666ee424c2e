// Who stands between npm and this process, npm included: if one of them is ended in a way that it
// cannot pass on, nobody is left to end this process.
import { execFileSync } from "node:child_process";

/** The ids of the shell and the npm that run this script; empty when it was started by hand. */
export function npmParents() {
  if (!process.env.npm_lifecycle_event) return [];
  const parent = process.ppid;
  try {
    const ask = (what, pid) =>
      execFileSync("ps", ["-o", `${what}=`, "-p", String(pid)], { encoding: "utf8" }).trim();
    if (/\bnpm\b/.test(ask("args", parent))) return [parent];
    return [parent, Number(ask("ppid", parent))];
  } catch {
    // A system without `ps`.
    return [parent];
  }
}

/** Whether all of them are still there. */
export function areAlive(pids) {
  return pids.every((pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  });
}
