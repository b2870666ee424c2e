// Kills every process with one of a sandbox's marks, until a few looks in a row find none. Run by the
// sandbox's guard, when the server may be gone. Plain JavaScript, as there is nothing that could
// translate it, and not a shell's loop, which a process that keeps forking would outrun.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

const LOOKS = 2000;
const LOOKS_THAT_FIND_NONE = 5;

const [, , folder, limit] = process.argv;
const variable = `BLAXEL_LOCAL_SANDBOX=${folder}`;
const limits = new RegExp(`^Max file locks +${limit} `, "m");

for (let looks = 0, none = 0; looks < LOOKS && none < LOOKS_THAT_FIND_NONE; looks++) {
  none = look() ? 0 : none + 1;
}

/** Whether there was one that may still be there. */
function look() {
  if (!existsSync("/proc/self/environ")) return withPs().filter(kill).length > 0;
  let found = false;
  // The newest first: it may be about to hand over to one that is newer still.
  for (const pid of readdirSync("/proc")
    .map(Number)
    .toSorted((a, b) => b - a)) {
    if (!(pid > 0) || !isMarked(pid)) continue;
    // A zombie waits for its parent only.
    const isOver = /\) [ZX] /.test(read(`/proc/${pid}/stat`));
    found = (kill(pid) && !isOver) || found;
  }
  return found;
}

/** @param {number} pid */
function isMarked(pid) {
  return (
    limits.test(read(`/proc/${pid}/limits`)) || read(`/proc/${pid}/environ`).includes(variable)
  );
}

/** Where there is no /proc: what `ps` shows of the environments. */
function withPs() {
  const table = execFileSync("ps", ["-AEww", "-o", "pid=,command="], { encoding: "utf8" });
  return table
    .split("\n")
    .filter((line) => line.includes(variable))
    .map((line) => parseInt(line, 10))
    .filter((pid) => pid > 0 && pid !== process.pid);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // The process has just ended, or is another user's.
  }
}

/** @param {number} pid */
function kill(pid) {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false; // As above.
  }
}
