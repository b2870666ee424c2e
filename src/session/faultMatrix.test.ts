import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { beforeAll, describe, expect, it } from "vitest";
import {
  CLOCKS,
  FAULTS,
  PHASES,
  play,
  simulatedBackend,
  type ClockState,
  type FaultName,
  type Outcome,
  type Phase,
} from "../../testbed/faultMatrix";
import { REQUEST_FLOOR_MS } from "./sessionRefresher";

const path = fileURLToPath(new URL("../../docs/faults.md", import.meta.url));
const outcomes = new Map<string, Outcome>();
const at = (phase: Phase, fault: FaultName, clock: ClockState) =>
  outcomes.get(`${phase}/${fault}/${clock}`) ?? expect.fail(`${phase}/${fault}/${clock}`);

beforeAll(async () => {
  for (const phase of PHASES) {
    for (const fault of FAULTS) {
      await Promise.all(
        CLOCKS.map(async (clock) => {
          const outcome = await play(phase, fault, clock, simulatedBackend);
          outcomes.set(`${phase}/${fault}/${clock}`, outcome);
        }),
      );
    }
  }
});

const cells = PHASES.flatMap((phase) =>
  FAULTS.flatMap((fault) => CLOCKS.map((clock) => [phase, fault, clock] as const)),
);

const ERRORS: Partial<Record<FaultName, string>> = {
  "already expired": "endpoint-invalid",
  "401": "unauthorized",
  "403": "forbidden",
  "404": "endpoint-failed",
  "429": "rate-limited",
  "500": "endpoint-failed",
  "503": "endpoint-failed",
  HTML: "endpoint-invalid",
  empty: "endpoint-invalid",
  "wrong shape": "endpoint-invalid",
  hang: "timeout",
  reset: "endpoint-unreachable",
  offline: "offline",
};

describe("fault matrix", () => {
  it.each(cells)(
    "invariant 7: %s, %s, clock %s: honest, bounded, healed",
    (phase, fault, clock) => {
      const { sees, requests, closest, healedBy } = at(phase, fault, clock);
      expect(closest).toBeGreaterThanOrEqual(REQUEST_FLOOR_MS);
      expect(requests).toBeLessThanOrEqual(14);
      expect(healedBy).not.toBe("nothing");
      const isFinal = ["401", "403", "404"].includes(fault);
      expect(healedBy === "a wake").toBe(isFinal);
      const isExpired = phase === "after expiry" || (clock === "slept 8 h" && fault !== "200 good");
      const kind = ERRORS[fault];
      if (!kind) {
        const isEnded = isExpired && fault === "same session again";
        expect(sees.split(",")[0]).toBe(isEnded ? "expired" : "ready");
      } else if (phase === "first fetch" || fault === "401" || fault === "403") {
        expect(sees).toBe(`error, \`${kind}\``);
      } else {
        expect(sees).toContain(`refresh: \`${kind}\``);
        expect(sees.split(",")[0]).toBe(isExpired ? "expired" : "ready");
      }
    },
  );

  it("docs/faults.md is what this test found (UPDATE_DOCS=1 writes it)", async () => {
    const text = await format(page(), { ...(await resolveConfig(path)), parser: "markdown" });
    if (process.env["UPDATE_DOCS"]) await writeFile(path, text);
    expect(await readFile(path, "utf8")).toBe(text);
  });
});

function page(): string {
  const tables = PHASES.map((phase) => {
    const rows = FAULTS.flatMap((fault) => {
      const found = CLOCKS.map((clock) => ({ clock, ...at(phase, fault, clock) }));
      const groups = new Map<string, ClockState[]>();
      for (const one of found) {
        const key = cellText(one);
        groups.set(key, [...(groups.get(key) ?? []), one.clock]);
      }
      return [...groups].map(([text, group]) => {
        const clocks = group.length === CLOCKS.length ? "any" : group;
        return `| ${fault} | ${[clocks].flat().join(", ")} | ${text} |`;
      });
    });
    return [
      `## ${TITLES[phase]}`,
      "",
      "| the endpoint | device's clock | the user sees | requests | closest | healed by |",
      "| --- | --- | --- | --- | --- | --- |",
      ...rows,
    ].join("\n");
  });
  return `${INTRODUCTION}\n\n${tables.join("\n\n")}\n`;
}

const cellText = ({ sees, requests, closest, healedBy }: Outcome) =>
  `${sees} | ${requests} | ${Number.isFinite(closest) ? `${(closest / 1000).toFixed(1)} s` : "–"} | ${healedBy}`;

const TITLES: Record<Phase, string> = {
  "first fetch": "First fetch: two minutes of it",
  refresh: "Refresh: a session of 15 minutes, looked at 20 seconds before its end",
  "after expiry": "After expiry: the same, looked at two minutes after its end",
};

const INTRODUCTION = `# What a session does when things fail

This page is written by \`src/session/faultMatrix.test.ts\`, which plays every cell with simulated clocks
and fails if the page says anything else. \`src/session/faultMatrixOverHttp.test.ts\` plays the same cells
over real HTTP.

Each row is a fault that lasts from the beginning (first fetch) or from just after the first session
(the other two) until the user is asked what they see; then the endpoint is well again. *Requests* counts
those during the fault, *closest* is the shortest time between any two of the cell, *healed by* is what
brought back a session without complaint within 250 seconds: time alone, or the page being looked at again
(after 401, 403 and 404 nothing else asks). *Slept 8 h* closes the laptop one second into the fault.

What a user sees is \`useSandboxSession()\`: its status and the kind of \`error\`, then that of
\`refreshError\`. An answer carries \`server_time\`, so a wrong clock of the device changes nothing.`;
