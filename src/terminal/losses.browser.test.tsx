import { afterEach, describe, expect, inject, it } from "vitest";
import { userEvent } from "vitest/browser";
import { eventually } from "../../testbed/eventually";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { rotate, showTerminals, type ShownTerminal } from "./terminalPage";

let stack: BrowserStack;
afterEach(() => stack.stop());

const SOCKET = { path: "/terminal/ws" } as const;
/** `npm run test:volume` plays 50 cuts, 10 rotations and 3 sleeps. */
const isWhole = inject("isFullVolume");
const LOSSES = isWhole ? 53 : 9;
const SLEEPS = isWhole ? 3 : 1;
const SECONDS_A_LOSS = 10;

/** More than is read at once, so that characters are cut; slow enough for the scrollback. */
const count = `
  import { existsSync } from "node:fs";
  let next = 0;
  setInterval(() => {
    let text = "";
    for (let i = 0; i < 25; i++) text += "<" + ++next + ">" + "é✓".repeat(next % 60) + "\\n";
    process.stdout.write(text);
    if (existsSync("enough")) { console.log("the-end"); process.exit(); }
  }, 500);`;

/** Sees a status however short it lasts. */
function statusesOf({ view }: ShownTerminal) {
  const seen: (string | undefined)[] = [];
  const observer = new MutationObserver(() => seen.push(view.dataset["status"]));
  observer.observe(view, { attributes: true, attributeFilter: ["data-status"] });
  return seen;
}

describe.each(["A", "B"] as const)("terminals of profile %s", (profile) => {
  it(
    `show numbered lines and take keys through ${LOSSES} cuts, rotations and sleeps: each once, in order`,
    async () => {
      stack = await startBrowserStack({ profile, files: { "/app/count.mjs": count } });
      const props = { workingDir: "/app", style: { width: 1100, height: 260 } };
      const { terminals } = await showTerminals(
        stack,
        { ...props, sessionId: "lines" },
        { ...props, sessionId: "keys" },
      );
      const [lines, keys] = terminals;
      if (!lines || !keys) throw new Error("Both terminals have to be there.");
      await Promise.all([lines.shows(/^[$#]/m), keys.shows(/^[$#]/m)]);
      await lines.run("exec node count.mjs");
      await keys.run("cat > typed");
      await lines.shows("<50>");
      const seen = [statusesOf(keys), statusesOf(lines)];

      let typed = "";
      for (let loss = 0; loss < LOSSES; loss++) {
        await lines.is("open");
        for (const statuses of seen) statuses.length = 0;
        const isSleep = loss % Math.ceil(LOSSES / SLEEPS) === 4;
        if (loss % 5 === 0) await stack.call("renewSessions");
        if (isSleep) await stack.call("injectFault", { type: "standby", wakeMs: 200, times: 1 });
        else {
          await stack.call("injectFault", { type: "refuse", on: SOCKET });
          await stack.call("injectFault", { type: "cut", on: SOCKET, abruptly: loss % 2 > 0 });
        }
        // Each by itself: what was printed before a cut may keep the news of it waiting.
        for (const statuses of seen) {
          await eventually(() => expect(statuses).toContain("reconnecting"));
        }
        const key = String.fromCharCode(97 + (loss % 26));
        typed += key;
        keys.focus();
        await userEvent.keyboard(key);
        if (loss % 5 === 0) await rotate();
        await stack.call("clearFaults");
        await keys.is("open");
        await keys.shows(new RegExp(`^${typed}$`, "m"));
      }
      await lines.is("open");
      const enough = "/filesystem/%2Fapp%2Fenough";
      const { status } = await stack.call("sandboxCall", "PUT", enough, { content: "" });
      expect(status).toBe(200);
      await lines.shows("the-end");
      const numbers = [
        ...lines
          .lines()
          .join("\n")
          .matchAll(/<(\d+)>/g),
      ].map(([, n]) => Number(n));
      expect(numbers.length).toBeGreaterThan(50);
      // Of a long run the emulator keeps the end.
      const [first = 0] = numbers.length > 1_000 ? numbers : [1];
      expect(numbers).toEqual(numbers.map((_, index) => first + index));
      expect(lines.lines().join("\n")).not.toMatch(/missing here|may not have arrived/);

      await keys.type("{Enter}{Control>}d{/Control}");
      await keys.run("cat typed; echo e''nd");
      await keys.shows(new RegExp(`cat typed; .*\n${typed}\nend$`, "m"));
      expect(keys.lines().join("\n")).not.toMatch(/missing here|may not have arrived/);
    },
    LOSSES * SECONDS_A_LOSS * 1_000 + 120_000,
  );
});
