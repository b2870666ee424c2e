import { expect, it } from "vitest";
import { REQUEST_FLOOR_MS } from "./sessionRefresher";
import {
  createIssuer,
  createSimulation,
  json,
  simulatedStore,
  START,
} from "../../testbed/simulation";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const LIFE = 15 * MINUTE;

/** A day of a tab: who is there when. The rest of the time it is visible and all is well. */
function planDay(seed: number) {
  const shift = (seed * 7 * MINUTE) % (15 * MINUTE);
  return [
    { at: 2 * HOUR, what: "hide" },
    { at: 5 * HOUR, what: "show" },
    { at: 8 * HOUR + shift, what: "down" },
    { at: 8 * HOUR + shift + 20 * MINUTE, what: "up" },
    { at: 11 * HOUR, what: "sleep", ms: 90 * MINUTE },
    { at: 18 * HOUR, what: "sleep", ms: 45 * MINUTE },
    { at: 24 * HOUR, what: "end" },
  ] as const;
}

it.each(Array.from({ length: 16 }, (_, day) => day + 1))(
  "24 hours of 15-minute sessions, day %i",
  async (seed) => {
    const simulation = createSimulation({ seed });
    const issuer = createIssuer(simulation, LIFE);
    let down = false;
    const starts: number[] = [];
    let lastFailureAt = -Infinity;
    simulation.answer = async () => {
      starts.push(simulation.now());
      if (!down) return json(issuer.next());
      lastFailureAt = simulation.now();
      return new Response(null, { status: 503 });
    };
    const store = simulatedStore(simulation);
    const frames = new Set<unknown>();
    const gaps: { from: number; until: number }[] = [];
    const asleep: { from: number; until: number }[] = [];
    let endsAt = Infinity;
    store.subscribe(() => {
      frames.add(store.preview());
      const next = store.peek()?.expiresAt ?? endsAt;
      // By when the session ended, not by when somebody noticed: a timer may be late.
      if (next !== endsAt && simulation.now() > endsAt) {
        gaps.push({ from: endsAt, until: simulation.now() });
      }
      endsAt = next;
    });

    let awake = 0;
    let downAt = 0;
    let upAt = 0;
    for (const event of planDay(seed)) {
      const wait = START + event.at - simulation.now();
      awake += wait;
      await simulation.advance(wait);
      if (event.what === "hide") simulation.hide();
      if (event.what === "show") await simulation.show();
      if (event.what === "down") downAt = simulation.now();
      if (event.what === "up") upAt = simulation.now();
      down = event.what === "down";
      if (event.what === "sleep") {
        asleep.push({ from: simulation.now(), until: simulation.now() + event.ms });
        await simulation.sleep(event.ms);
      }
    }

    // A gap is excused by the outage up to the next try, whose wait grows with the outage and is at
    // most five minutes; and by sleep, which ends with a request at once.
    const unexcused = gaps.filter(
      ({ from, until }) =>
        !(from >= downAt && lastFailureAt <= upAt && until <= upAt + 5 * MINUTE) &&
        !asleep.some((nap) => from >= nap.from && until <= nap.until + REQUEST_FLOOR_MS),
    );
    expect(gaps.length).toBeGreaterThanOrEqual(asleep.length);
    expect(unexcused).toEqual([]);
    expect(endsAt).toBeGreaterThan(simulation.now());

    const minimum = awake / LIFE;
    expect(starts.length / minimum).toBeLessThanOrEqual(1.2);
    const waits = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(REQUEST_FLOOR_MS);
    // The address of the preview is one object for the whole day, so no frame has a reason to reload.
    frames.delete(undefined);
    expect(frames.size).toBe(1);
  },
);

it("10,000 clients whose sessions began in the same second come back spread out", async () => {
  const simulation = createSimulation({ seed: 42 });
  const perSecond = new Map<number, number>();
  const session = {
    name: "session-1",
    url: "https://sandbox.example/s/1",
    token: "token",
    expiresAt: new Date(START + LIFE).toISOString(),
  };
  let number = 0;
  const endpoint = () => {
    const second = Math.floor((simulation.now() - START) / 1000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    return { session: { ...session, token: `token-${++number}` }, expires_in: LIFE / 1000 };
  };
  for (let client = 0; client < 10_000; client++) {
    simulatedStore(simulation, { endpoint }).subscribe(() => {});
  }
  await simulation.advance(1000);
  expect(perSecond.get(0)).toBe(10_000);
  await simulation.advance(LIFE - 2000);
  perSecond.delete(0);
  const renewed = [...perSecond.values()].reduce((sum, count) => sum + count, 0);
  expect(renewed).toBe(10_000);
  const peak = Math.max(...perSecond.values());
  console.log(`Herd: a peak of ${peak} renewals a second instead of 10,000`);
  expect(peak).toBeLessThanOrEqual(1000);
});
