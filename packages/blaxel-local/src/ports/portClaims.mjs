// How the processes of a sandbox agree on its ports: one small file for each, in a folder of the
// sandbox, made by the process that takes the port and read by those that look for it.
import fs from "node:fs";
import path from "node:path";
import { threadId } from "node:worker_threads";

/**
 * A wish to listen, and the port of loopback that stands for it (0 while that is not known).
 * @typedef {{ port: number, host: string, mapped: number }} Wish
 */

/**
 * A wish as written to `<folder>/<port>.<4|6>`.
 * @typedef {Wish & { pid: number, born: string, thread: number }} Claim
 */

/** What this thread has taken, with the socket. @type {Map<string, any>} */
const own = new Map();
const born = birth(process.pid);

process.on("exit", () => release([...own.keys()]));

/**
 * Takes a port for this process: the files that say so, or undefined if another one of the sandbox
 * has it.
 * @param {string} folder @param {Wish} wish @param {any} handle
 * @returns {string[] | undefined}
 */
export function claim(folder, wish, handle) {
  /** @type {string[]} */
  const taken = [];
  for (const family of families(wish.host)) {
    const file = path.join(folder, `${wish.port}.${family}`);
    if (!create(file, wish)) {
      release(taken);
      return undefined;
    }
    taken.push(file);
    own.set(file, handle);
  }
  return taken;
}

/** Says where the port really is. @param {string[]} files @param {Wish} wish */
export function note(files, wish) {
  for (const file of files) {
    const draft = `${file}.${process.pid}.${threadId}`;
    try {
      fs.writeFileSync(draft, content(wish));
      fs.renameSync(draft, file);
    } catch {
      own.delete(file); // The sandbox is gone.
    }
  }
}

/** @param {string[]} files */
export function release(files) {
  for (const file of files.splice(0)) {
    own.delete(file);
    fs.rmSync(file, { force: true });
  }
}

/**
 * The port of loopback behind a port of the sandbox, for a client that prefers one family.
 * @param {string} folder @param {number} port @param {4 | 6} family
 */
export function mappedPort(folder, port, family) {
  for (const each of family === 6 ? [6, 4] : [4, 6]) {
    const holder = readClaim(path.join(folder, `${port}.${each}`));
    if (holder?.mapped) return holder.mapped;
  }
  return undefined;
}

/** @param {string} file @param {Wish} wish */
function create(file, wish) {
  for (let attempt = 0; attempt < 3; attempt++) {
    // A link is made or not made, with its content: no process ever reads half a claim.
    const draft = `${file}.${process.pid}.${threadId}`;
    try {
      fs.writeFileSync(draft, content(wish));
      fs.linkSync(draft, file);
      return true;
    } catch (error) {
      // Anything else means that the sandbox is gone, and no process is left to compete.
      if (codeOf(error) !== "EEXIST") return true;
      const holder = readClaim(file);
      // A cluster's primary closes its sockets behind its servers' backs.
      const isClosed = own.get(file)?.fd < 0;
      if (holder && isAlive(holder) && !isClosed) return false;
      fs.rmSync(file, { force: true });
    } finally {
      fs.rmSync(draft, { force: true });
    }
  }
  return false;
}

/** @param {Wish} wish */
const content = (wish) => JSON.stringify({ pid: process.pid, born, thread: threadId, ...wish });

/** @param {string} file @returns {Claim | undefined} */
function readClaim(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined; // No process has it, or one gave it up this very moment.
  }
}

/** @param {Claim} holder */
function isAlive(holder) {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
  return holder.born === birth(holder.pid);
}

/** When a process began, where the system says it: ids are reused. @param {number} pid */
function birth(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has given everything back but its id, however late its parent collects it.
    return fields[0] === "Z" ? "over" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Which halves of a port a host takes: `::` takes both, as Linux does it. @param {string} host */
function families(host) {
  if (host === "" || host === "::") return [4, 6];
  return host.includes(":") ? [6] : [4];
}
