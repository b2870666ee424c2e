import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * Kills a terminal's shell and what it has started, jobs in the background too: all that has the shell as
 * its session. Where the system does not show sessions, the shell's own group.
 */
export function killTerminal(leader: number): void {
  for (const pid of existsSync("/proc/self/stat") ? membersOf(leader) : [-leader]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
}

function membersOf(leader: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && sessionOf(pid) === leader);
}

function sessionOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name comes before, in brackets, and may hold anything.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]);
  } catch {
    return undefined; // It has just ended.
  }
}
