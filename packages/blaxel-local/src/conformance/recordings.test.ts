import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestSandbox, type TestSandbox } from "../testSandbox";
import { paired, play } from "./player";
import type { RecordedScenario } from "./recording";

const file = new URL("recordings/profile-a.json", import.meta.url);
const scenarios: RecordedScenario[] = JSON.parse(readFileSync(file, "utf8"));
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await openTestSandbox({ profile: "A" });
});
afterAll(() => sandbox.local.close());

describe("profile A answers as the real server was recorded to", () => {
  it("knows every recording", () => expect(scenarios).toHaveLength(35));

  // Some commands pause for tenths of a second between two writes. A machine too busy to keep that
  // pace makes one write of them, which the real server would tell differently, too.
  const options = { retry: 2 };
  it.concurrent.each(scenarios)("$name", options, async (scenario) => {
    const answers = await play(scenario, sandbox.session);
    for (const { recorded, answer } of paired(scenario, answers)) {
      expect(answer).toEqual(recorded);
    }
    expect(answers).toHaveLength(scenario.got.length);
  });
});
