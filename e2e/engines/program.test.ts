import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { eventually } from "../../testbed/eventually";

/** What runs in a group of processes. */
function running(group: number): string[] {
  const rows = execFileSync("ps", ["-eo", "pgid=,stat=,args="], { encoding: "utf8" });
  return rows
    .split("\n")
    .map((row) => row.trim().split(/\s+/))
    .filter(([id, state = "Z"]) => Number(id) === group && !state.startsWith("Z"))
    .map((words) => words.slice(2).join(" "));
}

it("a program does not outlive the process that started it, however that ends", async () => {
  const args = ["scripts/run.js", "e2e/fixtures/holdsProgram.ts"];
  const holder = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [said] = await once(holder.stdout, "data");
    const group = Number(said);
    await eventually(() => expect(running(group)).toContain("sleep 1000"));
    holder.kill("SIGKILL");
    await eventually(() => expect(running(group)).toEqual([]));
  } finally {
    holder.kill("SIGKILL");
  }
});
