import { fork } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { eventually, serveSandbox } from "../api/testServer";

const run = fileURLToPath(new URL("../../../../scripts/run.js", import.meta.url));
const server = fileURLToPath(new URL("./guardedServer.ts", import.meta.url));

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // Nobody has that id any more.
  }
}

/**
 * A shell, a child of it, one that cannot be told by its environment, and one that has left the
 * group: their ids go to the output.
 */
const FAMILY =
  "echo $$; sleep 300 & echo $!; env -i sleep 300 & echo $!; setsid sleep 300 & echo $!; wait";

const pidsIn = (stdout: unknown) => String(stdout).split("\n").filter(Boolean).map(Number);

describe("processes of a sandbox", () => {
  it("do not outlive a server that is killed, nor does its folder", async () => {
    const child = fork(run, [server], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const [{ base, root, folder }] = await once(child, "message");
    const start = await fetch(`${base}/process`, {
      method: "POST",
      body: JSON.stringify({ name: "family", command: FAMILY }),
    });
    expect(start.status).toBe(200);
    const output = async () => {
      const answer = await fetch(`${base}/process/family`);
      return pidsIn(JSON.parse(await answer.text()).stdout);
    };
    const pids = await eventually(output, (found) => found.length === 4);
    expect(pids.every(isRunning)).toBe(true);

    child.kill("SIGKILL");
    await once(child, "exit");
    await eventually(
      () => pids.filter(isRunning),
      (left) => left.length === 0,
    );
    await eventually(
      () => existsSync(folder),
      (there) => !there,
    );
    // What the user put into the sandbox is the user's.
    expect(existsSync(root)).toBe(true);
    rmSync(root, { recursive: true });
  });

  it("end with the sandbox, those included that outlived their shell or left their group", async () => {
    const sandbox = await serveSandbox();
    await sandbox.start({ name: "family", command: FAMILY });
    const { json } = await sandbox.start({
      command: "sleep 300 > /dev/null & echo $!",
      waitForCompletion: true,
    });
    const { stdout } = await sandbox.until(
      "family",
      (family) => pidsIn(family["stdout"]).length === 4,
    );
    const pids = [...pidsIn(stdout), ...pidsIn(json["stdout"])];
    expect(pids.map(isRunning)).toEqual([true, true, true, true, true]);
    await sandbox.close();
    await eventually(
      () => pids.filter(isRunning),
      (left) => left.length === 0,
    );
    expect(readdirSync(tmpdir())).not.toContain(sandbox.root.split("/").pop());
  });
});
