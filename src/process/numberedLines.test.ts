import { afterEach, describe, expect, it, vi } from "vitest";
import type { Profile } from "../local";
import { ProcessController } from "./processController";
import { startProcessTestbed, type ProcessTestbed } from "./processTestbed";

const RUNS = 6;
const ROTATIONS = 20;

interface Volume {
  readonly lines: number;
  readonly cuts: number;
  /** How many lines are printed at a time. */
  readonly burst: number;
  /** How long a connection lives at most, in milliseconds. */
  readonly livesMs: number;
}

const isFull = process.env["KIT_FULL_VOLUME"] !== undefined;
/** `npm run test:volume` plays the full ones, which take minutes. */
const volumes: Volume[] = isFull
  ? [
      { lines: 100_000, cuts: 40, burst: 97, livesMs: 500 },
      { lines: 5_000, cuts: 200, burst: 7, livesMs: 80 },
    ]
  : [
      { lines: 10_000, cuts: 20, burst: 47, livesMs: 120 },
      { lines: 1_000, cuts: 40, burst: 7, livesMs: 60 },
    ];
const STREAM = { kind: "session", path: "/process/*/logs/stream" } as const;

let bed: ProcessTestbed;
let leave = () => {};
afterEach(async () => {
  leave();
  await bed.close();
});

/**
 * Prints its share of the numbered lines in bursts, and fails until the last run. The runs before
 * that are short, as profile A logs everything again after each.
 */
const program = ({ lines, burst }: Volume) => `
  const fs = require("fs");
  const run = fs.existsSync("runs") ? Number(fs.readFileSync("runs")) : 0;
  fs.writeFileSync("runs", String(run + 1));
  const first = run * 100;
  const end = run + 1 < ${RUNS} ? first + 100 : ${lines};
  let next = first;
  const burst = () => {
    let text = "";
    for (let i = 0; i < ${burst} && next < end; i++) text += ++next + " " + "x".repeat(next % 71) + "é✓\\n";
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
  it.each(volumes)(
    "invariant 6: $lines lines through $cuts cuts, 20 rotations and 5 restarts, each once, in order",
    { timeout: 120_000 },
    async (volume) => {
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
        command: `node -e '${program(volume)}'`,
        restartOnFailure: true,
        maxRestarts: RUNS - 1,
        logLimit: { lines: 2 * volume.lines, characters: 100_000_000 },
      });
      await vi.waitFor(() => expect(controller.logs.status).toBe("live"), { timeout: 10_000 });

      const isRunning = () => controller.getSnapshot().status !== "exited";
      let cuts = 0;
      while (cuts < volume.cuts && isRunning()) {
        const cut = bed.local.faults.inject({
          type: "cut",
          on: STREAM,
          times: 1,
          afterMs: Math.random() * volume.livesMs,
          abruptly: Math.random() < 0.5,
        });
        await vi.waitFor(() => expect(cut.active && isRunning()).toBe(false), {
          timeout: 20_000,
          interval: 5,
        });
        cuts += cut.fired;
        if (cuts % (volume.cuts / ROTATIONS) === 0) await bed.rotate();
      }
      await bed.write("enough", "");
      await vi.waitFor(() => expect(controller.logs.status).toBe("ended"), { timeout: 60_000 });

      const printed = controller.logs.buffer.slice().filter(({ stream }) => stream === "stdout");
      const wrong = printed.findIndex(({ text }, index) => text !== expected(index + 1));
      const around = wrong < 0 ? [] : printed.slice(Math.max(0, wrong - 1), wrong + 3);
      expect(around.map(({ text }) => text)).toEqual([]);
      expect(printed).toHaveLength(volume.lines);
      expect(cuts).toBe(volume.cuts);
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
