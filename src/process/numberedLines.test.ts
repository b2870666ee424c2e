import { afterEach, describe, expect, it, vi } from "vitest";
import type { Profile } from "../local";
import { ProcessController } from "./processController";
import { startProcessTestbed, type ProcessTestbed } from "./processTestbed";

const LINES = 100_000;
const RUNS = 6;
/** What each run but the last one prints: profile A logs it all again after every restart. */
const SHARE = 1_000;
const CUTS = 200;
const ROTATIONS = 20;
const STREAM = { kind: "session", path: "/process/*/logs/stream" } as const;

let bed: ProcessTestbed;
let leave = () => {};
afterEach(async () => {
  leave();
  await bed.close();
});

/** Prints its share of the numbered lines in bursts, and fails until the last run. */
const program = `
  const fs = require("fs");
  const run = fs.existsSync("runs") ? Number(fs.readFileSync("runs")) : 0;
  fs.writeFileSync("runs", String(run + 1));
  const first = run * ${SHARE};
  const end = run + 1 < ${RUNS} ? first + ${SHARE} : ${LINES};
  let next = first;
  const burst = () => {
    let text = "";
    for (let i = 0; i < 97 && next < end; i++) text += ++next + " " + "x".repeat(next % 71) + "é✓\\n";
    // Lines end in the middle of writes too.
    const at = (next * 7919) % Math.max(1, text.length);
    fs.writeSync(1, text.slice(0, at));
    setTimeout(() => {
      fs.writeSync(1, text.slice(at));
      if (next < end) setTimeout(burst, 12);
      else if (run + 1 < ${RUNS}) process.exit(1);
      else setInterval(() => fs.existsSync("enough") && process.exit(0), 20);
    }, 4);
  };
  burst();
`;

describe.each<Profile>(["A", "B"])("profile %s", (profile) => {
  it(
    "invariant 6: 100,000 lines through 200 cuts, 20 rotations and 5 restarts, each once, in order",
    { timeout: 180_000 },
    async () => {
      bed = await startProcessTestbed({ profile });
      const controller = new ProcessController(bed.store, "lines", () => {});
      const claim = controller.claim();
      const stopReading = controller.subscribeLogs(() => {});
      leave = () => {
        stopReading();
        claim.release();
      };
      claim.update({
        name: "lines",
        command: `node -e '${program}'`,
        restartOnFailure: true,
        maxRestarts: RUNS - 1,
        logLimit: { lines: 2 * LINES, characters: 100_000_000 },
      });
      await vi.waitFor(() => expect(controller.logs.status).toBe("live"), { timeout: 10_000 });

      const isRunning = () => controller.getSnapshot().status !== "exited";
      let cuts = 0;
      while (cuts < CUTS && isRunning()) {
        const cut = bed.local.faults.inject({
          type: "cut",
          on: STREAM,
          times: 1,
          afterMs: Math.random() * 120,
          abruptly: Math.random() < 0.5,
        });
        await vi.waitFor(() => expect(cut.active && isRunning()).toBe(false), {
          timeout: 20_000,
          interval: 5,
        });
        cuts += cut.fired;
        if (cuts % (CUTS / ROTATIONS) === 0) await bed.rotate();
      }
      await bed.write("enough", "");
      await vi.waitFor(() => expect(controller.logs.status).toBe("ended"), { timeout: 60_000 });

      const printed = controller.logs.buffer.slice().filter(({ stream }) => stream === "stdout");
      const wrong = printed.findIndex(({ text }, index) => text !== expected(index + 1));
      const around = wrong < 0 ? [] : printed.slice(Math.max(0, wrong - 1), wrong + 3);
      expect(around.map(({ text }) => text)).toEqual([]);
      expect(printed).toHaveLength(LINES);
      expect(cuts).toBe(CUTS);
      expect(bed.processes()).toHaveLength(1);
      expect(controller.getSnapshot()).toMatchObject({ status: "exited", restartCount: RUNS - 1 });
      const notices = controller.logs.buffer.slice().filter(({ notice }) => notice === "restart");
      expect(notices).toHaveLength(RUNS - 1);
    },
  );
});

function expected(number: number): string {
  return `${number} ${"x".repeat(number % 71)}é✓`;
}
