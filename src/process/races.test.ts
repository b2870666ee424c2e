import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Profile } from "blaxel-local";
import { eventually } from "../../testbed/eventually";
import { ProcessController } from "./processController";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";

let bed: ProcessTestbed;
let leave = () => {};
afterEach(async () => {
  leave();
  await bed.close();
});

const acts = ["start", "stop", "kill", "restart"] as const;

describe.each<Profile>(["A", "B"])("profile %s", (profile) => {
  it("invariant 9: whatever is asked for at once, the last of it counts, one process at most runs, and the state is its state", async () => {
    bed = await startProcessTestbed({ profile });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...acts), { minLength: 2, maxLength: 6 }),
        fc.array(fc.nat(40), { minLength: 6, maxLength: 6 }),
        async (todo, pauses) => {
          const name = `dev-${++round}`;
          const controller = new ProcessController(bed.store, name, () => {});
          const subscriber = controller.addSubscriber();
          leave = controller.subscribe(() => {});
          subscriber.update({ name, command: "exec sleep 60" });
          let last: string | undefined;
          const asked = todo.map(async (act, index) => {
            await new Promise((resolve) => setTimeout(resolve, pauses[index]));
            last = act;
            await controller[act]();
          });
          await Promise.all(asked);
          const wanted = last === "start" || last === "restart" ? ["running"] : ["exited", "idle"];
          await eventually(() => {
            const own = bed.processes().filter((process) => process.name === name);
            const alive = own.filter(({ status }) => status === "running");
            const { status, pid } = controller.getSnapshot();
            // It is idle if it was stopped before it was asked to start.
            expect(wanted).toContain(status);
            expect(alive.map((process) => process.pid)).toEqual(status === "running" ? [pid] : []);
          });
          await controller.kill();
          leave();
          subscriber.release();
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
