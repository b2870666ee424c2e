import fc from "fast-check";
import { expect, it } from "vitest";
import { isSandboxError } from "../errors";
import { REQUEST_FLOOR_MS } from "./sessionRefresher";
import { createSimulation, simulatedStore, START } from "../../testbed/simulation";

const ANSWERS = process.env["KIT_FULL_VOLUME"] === undefined ? 10_000 : 50_000;
/** Not fewer than so many in a run of the property: twenty pages that ask seven times. */
const ANSWERS_A_RUN = 150;
const STATES = ["pending", "ready", "expired", "error"];

const anything = fc.anything({ maxDepth: 1, maxKeys: 3 });
const date = fc.oneof(
  fc
    .integer({ min: -100_000_000, max: 100_000_000 })
    .map((ms) => new Date(START + ms).toISOString()),
  fc.constantFrom("", "now", "1970-01-01T00:00:00Z", "9999-12-31T00:00:00Z"),
  anything,
);
const url = fc.oneof(
  fc.constantFrom(
    "https://a.example/s",
    "http://127.0.0.1:1",
    "javascript:1",
    "http://a.example",
    "",
  ),
  anything,
);
const token = fc.oneof(fc.constantFrom("token-1", "token-2", "a\nb", ""), anything);
const seconds = fc.oneof(fc.double(), fc.integer({ min: -10, max: 100_000 }), anything);
const optional = { requiredKeys: [] };
const session = fc.record(
  { name: fc.oneof(fc.constant("session-1"), anything), url, token, expiresAt: date },
  optional,
);
const body = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        session: fc.oneof({ weight: 6, arbitrary: session }, anything),
        preview_url: url,
        previews: fc.oneof(
          fc.dictionary(fc.string(), fc.record({ url, token, expires_at: date }, optional)),
          anything,
        ),
        expires_in: seconds,
        refresh_in: seconds,
        server_time: date,
      },
      optional,
    ),
  },
  // Nearly right, so that runs get past the validation as well.
  {
    weight: 8,
    arbitrary: fc.record({
      session: fc.record({
        name: fc.constant("session-1"),
        url: fc.constant("https://a.example"),
        token: fc.constantFrom("token-1", "token-2"),
        expiresAt: fc.integer({ min: -5_000, max: 4_000_000 }).map((ms) => new Date(START + ms)),
      }),
      expires_in: fc.option(fc.double({ min: 0, max: 4000, noNaN: true }), { nil: undefined }),
      refresh_in: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: undefined }),
    }),
  },
  anything,
);
const reply = fc.oneof(
  { weight: 6, arbitrary: body.map((value) => ({ value })) },
  {
    weight: 2,
    arbitrary: fc.record({
      status: fc.integer({ min: 200, max: 599 }),
      wait: fc.oneof(fc.string(), fc.integer().map(String)),
    }),
  },
  { weight: 1, arbitrary: anything.map((thrown) => ({ thrown })) },
);

const script = fc.array(reply, { minLength: 4, maxLength: 12 });
type Reply = { value: unknown } | { status: number; wait: string } | { thrown: unknown };

it(`invariant 7: ${ANSWERS} generated answers: no error but ours, no state but the four, no rate above the floor`, async () => {
  const simulation = createSimulation({ seed: 3, turns: 1 });
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  let answers = 0;
  /** A page whose endpoint answers by the script, over and over. */
  const open = (script: Reply[]) => {
    const starts: number[] = [];
    const store = simulatedStore(simulation, {
      endpoint: () => {
        starts.push(simulation.environment.monotonicMs());
        const next = script[(starts.length - 1) % script.length];
        answers++;
        if (!next) throw new Error("There is always a next one.");
        if ("thrown" in next) throw next.thrown;
        if (!("status" in next)) return next.value as never;
        const isBodyless = next.status === 204 || next.status === 205 || next.status === 304;
        return new Response(isBodyless ? null : "{}", {
          status: next.status,
          headers: { "Retry-After": next.wait.replace(/[^ -~]/g, "") },
        });
      },
    });
    const leave = store.subscribe(() => {
      const { status, error } = store.getSnapshot();
      if (!STATES.includes(status) || !(error === undefined || isSandboxError(error))) {
        uncaught.push(`A state outside the union: ${status}`);
      }
    });
    return { starts, leave };
  };
  await fc.assert(
    fc.asyncProperty(fc.array(script, { minLength: 20, maxLength: 20 }), async (scripts) => {
      const pages = scripts.map(open);
      for (let turn = 0; turn < 4; turn++) {
        await simulation.advance(turn * 300);
        await simulation.wake();
        await simulation.advance(120_000 * turn);
      }
      for (const { leave } of pages) leave();
      await simulation.advance(1);
      for (const { starts } of pages) {
        const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
        const closest = Math.min(REQUEST_FLOOR_MS, ...gaps);
        expect(closest).toBeGreaterThanOrEqual(REQUEST_FLOOR_MS - 0.001);
      }
    }),
    { numRuns: Math.ceil(ANSWERS / ANSWERS_A_RUN), seed: 20_301 },
  );
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
  expect(uncaught).toEqual([]);
  expect(answers).toBeGreaterThanOrEqual(ANSWERS);
}, 240_000);
