import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A process and everything below it, by parentage: what was adopted by the system is lost. */
export async function subtree(pid: number): Promise<number[]> {
  if (process.platform !== "linux") return collect(pid, await parentsFromPs());
  const tree = [pid];
  for (const parent of tree) {
    const children = await childrenFromProc(parent);
    if (!children) return collect(pid, await parentsFromPs());
    for (const child of children) if (!tree.includes(child)) tree.push(child);
  }
  return tree;
}

/** Undefined where the kernel was built without these lists. */
async function childrenFromProc(pid: number): Promise<number[] | undefined> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => undefined);
  if (!threads) return [];
  const lists = await Promise.all(
    threads.map((thread) =>
      readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => undefined),
    ),
  );
  if (lists.every((list) => list === undefined)) {
    const gone = await readdir(`/proc/${pid}/task`).then(
      () => false,
      () => true,
    );
    return gone ? [] : undefined;
  }
  return lists.flatMap((list) => (list ?? "").split(" ").filter(Boolean).map(Number));
}

/** Parent by child, for all processes. */
async function parentsFromPs(): Promise<Map<number, number>> {
  const { stdout } = await run("ps", ["-axo", "pid=,ppid="]);
  const parents = new Map<number, number>();
  for (const line of stdout.split("\n")) {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    if (child !== undefined && parent !== undefined) parents.set(child, parent);
  }
  return parents;
}

function collect(pid: number, parents: Map<number, number>): number[] {
  const tree = [pid];
  for (const parent of tree) {
    for (const [child, its] of parents) {
      if (its === parent && !tree.includes(child)) tree.push(child);
    }
  }
  return tree;
}
