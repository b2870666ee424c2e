import { afterEach, describe, expect, it } from "vitest";
import type { Profile } from "blaxel-local";
import { lookUp } from "../platform";
import { eventually } from "../../testbed/eventually";
import { exec } from "./sdkCalls";
import { ProcessList } from "./useProcesses";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";

let bed: ProcessTestbed;
let leave = () => {};
afterEach(async () => {
  leave();
  await bed.close();
});

describe.each<Profile>(["A", "B"])("profile %s", (profile) => {
  it("shows the end of a process that takes its time to end", async () => {
    bed = await startProcessTestbed({ profile });
    const list = new ProcessList(bed.store);
    leave = list.subscribe(() => {});
    // `exec`, since a shell that stays in front of the process would end in its place.
    const command = `exec node -e '
      process.on("SIGTERM", () => setInterval(() => require("fs").existsSync("now") && process.exit(0), 20));
      console.log("up"); setInterval(() => {}, 1000);
    '`;
    const { pid } = await exec(bed.store, { name: "slow", command });
    await eventually(async () => {
      const answer = await lookUp(bed.store, pid, AbortSignal.timeout(5_000));
      expect(answer?.stdout).toContain("up");
    });
    await list.refresh();
    const stopped = list.stop(pid);
    const asked = () => bed.requests().filter((line) => line === `GET /process/${pid}`).length;
    // More than one look after the first, and it still lives.
    const before = asked();
    await eventually(() => expect(asked()).toBeGreaterThan(before + 2));
    expect(list.getSnapshot().processes[0]?.status).not.toBe("exited");
    await bed.write("now", "");
    await stopped;
    expect(list.getSnapshot()).toMatchObject({
      processes: [{ status: "exited" }],
      error: undefined,
    });
  });
});
