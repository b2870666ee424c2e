import { describe, expect, it } from "vitest";
import type { Profile } from "blaxel-local";
import { eventually } from "../../testbed/eventually";
import { ProcessController } from "./processController";
import { startProcessTestbed } from "../../testbed/processTestbed";

const RUNS = 6;
const ROTATIONS = 20;
/** How many lines are printed by the runs that fail. */
const FAILING = (RUNS - 1) * 100;
/** How long a connection lives at most once it may be cut, in milliseconds. */
const LIVES_MS = 60;

interface Volume {
  readonly lines: number;
  readonly cuts: number;
  /** How many lines are printed at a time. */
  readonly burst: number;
}

/** `npm run test:volume` plays the full one. */
const volume: Volume =
  process.env["KIT_FULL_VOLUME"] === undefined
    ? { lines: 2_000, cuts: 40, burst: 7 }
    : { lines: 100_000, cuts: 200, burst: 97 };
const STREAM = { kind: "session", path: "/process/*/logs/stream" } as const;

/**
 * Prints numbered lines in bursts up to the goal that it is given, and fails until the last run. The
 * runs before that are short, as profile A logs everything again after each.
 */
const program = ({ lines, burst }: Volume) => `
  const fs = require("fs");
  const run = fs.existsSync("runs") ? Number(fs.readFileSync("runs")) : 0;
  fs.writeFileSync("runs", String(run + 1));
  const first = run * 100;
  const end = run + 1 < ${RUNS} ? first + 100 : ${lines};
  const goal = () => (fs.existsSync("goal") ? Number(fs.readFileSync("goal")) : 0);
  let next = first;
  let to = 0;
  const burst = () => {
    if (next >= to) to = Math.min(end, Math.max(goal(), run + 1 < ${RUNS} ? end : 0));
    if (next >= to) return setTimeout(burst, 5);
    let text = "";
    for (let i = 0; i < ${burst} && next < to; i++) text += ++next + " " + "x".repeat(next % 71) + "é✓\\n";
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

// Both at once: most of it is waiting.
describe.concurrent.each<Profile>(["A", "B"])("profile %s", (profile) => {
  it(
    `invariant 6: ${volume.lines} lines through ${volume.cuts} cuts, 20 rotations and 5 restarts, each once, in order`,
    { timeout: 600_000 },
    async ({ onTestFinished }) => {
      const bed = await startProcessTestbed({ profile });
      const controller = new ProcessController(bed.store, "lines", () => {});
      const subscriber = controller.addSubscriber();
      const stopReading = controller.subscribeLogs(() => {});
      onTestFinished(async () => {
        stopReading();
        subscriber.release();
        await bed.close();
      });
      subscriber.update({
        name: "lines",
        command: `node -e '${program(volume)}'`,
        restartOnFailure: true,
        maxRestarts: RUNS - 1,
        logLimit: { lines: 2 * volume.lines, characters: 100_000_000 },
      });
      await eventually(() => expect(controller.logs.status).toBe("live"));

      for (let cuts = 0; cuts < volume.cuts; cuts++) {
        const shown = controller.logs.buffer.length;
        const goal = Math.ceil(FAILING + ((volume.lines - FAILING) * (cuts + 1)) / volume.cuts);
        await bed.write("goal", String(goal));
        // Every fourth cut may come at once, in the middle of a replay.
        if (cuts % 4 > 0 && cuts < volume.cuts - 1) {
          await eventually(() => expect(controller.logs.buffer.length).toBeGreaterThan(shown));
        }
        const cut = bed.local.faults.inject({
          type: "cut",
          on: STREAM,
          times: 1,
          afterMs: Math.random() * LIVES_MS,
          abruptly: Math.random() < 0.5,
        });
        await eventually(() => expect(cut.fired).toBe(1));
        if (cuts % (volume.cuts / ROTATIONS) === 0) await bed.rotate();
      }
      await bed.write("enough", "");
      await eventually(() => expect(controller.logs.status).toBe("ended"));

      const printed = controller.logs.buffer.slice().filter(({ stream }) => stream === "stdout");
      const wrong = printed.findIndex(({ text }, index) => text !== expected(index + 1));
      const around = wrong < 0 ? [] : printed.slice(Math.max(0, wrong - 1), wrong + 3);
      expect(around.map(({ text }) => text)).toEqual([]);
      expect(printed).toHaveLength(volume.lines);
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
