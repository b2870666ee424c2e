import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { randomInt } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../../../../testbed/eventually";
import { commandLine, exported, run, startProcess, variables, type Command } from "./testCommand";

/** How long the processes sleep: a number that no other process of this machine has. */
let mark: string;
/** The temporary folder of the command. */
let temporary: string;
beforeEach(() => {
  mark = `600.${randomInt(2 ** 47)}`;
  temporary = mkdtempSync(join(tmpdir(), "survivors-test-"));
});
afterEach(() => rmSync(temporary, { recursive: true }));

/** Paths of the machine are the same in its sandbox, unless the test wants it otherwise. */
const start = (...args: string[]) => run(["--isolation", "none", ...args], { TMPDIR: temporary });

/** The processes of this machine by Linux's own table, each with its id. */
function commandLines(): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")}`];
    } catch {
      return []; // It has just ended.
    }
  });
}
const survivors = () => commandLines().filter((line) => line.includes(mark));

const SLEEP = 'exec sleep "$0"';
const NOWHERE = "</dev/null >/dev/null 2>&1";
/** Every way to stay behind that a program may have; `$0` in a script is the mark. */
const FAMILY = {
  "a child": `sh -c '${SLEEP}' MARK`,
  "one that ignores signals": `sh -c 'trap "" TERM INT HUP; ${SLEEP}' MARK`,
  "one without a terminal": `nohup sh -c '${SLEEP}' MARK`,
  "one with a session of its own": `setsid sh -c '${SLEEP}' MARK`,
  "one with an empty environment": `env -i setsid sh -c '${SLEEP}' MARK`,
  "a daemon": `sh -c 'cd /; setsid env -i sh -c "exec sleep $0" ${NOWHERE} & exit' MARK`,
  // It ends with a folder that does not outlive the test.
  "a daemon that hops": [
    'HOP=\'cd /; sleep 0.01; [ -d "$STAY" ] && exec setsid -f env -i PATH="$PATH" HOP="$HOP" STAY="$STAY"',
    `sh -c "$HOP" "$0" ${NOWHERE}'; export HOP STAY=FOLDER; sh -c "$HOP" MARK`,
  ].join(" "),
};

/** Starts all of them. */
async function startFamily(command: Command, stay = temporary): Promise<void> {
  const env = await variables(command);
  for (const way of Object.values(FAMILY)) {
    await startProcess(env, way.replace("MARK", mark).replace("FOLDER", stay));
  }
  await eventually(() =>
    expect(survivors().length).toBeGreaterThanOrEqual(Object.keys(FAMILY).length),
  );
}

const folders = () => readdirSync(temporary);

/** What ends the processes when the command is gone. */
const guards = () => commandLines().filter((line) => line.includes(`guard ${temporary}`));

async function killGuard(): Promise<void> {
  const [guard = ""] = guards();
  process.kill(parseInt(guard, 10), "SIGKILL");
  await eventually(() => expect(guards()).toEqual([]));
}

/** One look may miss the daemon that hops. */
async function expectNone(): Promise<void> {
  await eventually(() => {
    for (let look = 0; look < 20; look++) expect(survivors()).toEqual([]);
  });
}

describe.runIf(existsSync("/proc/self/limits"))("the end of blaxel-local", () => {
  for (const signals of [["SIGTERM"], ["SIGINT", "SIGINT"], ["SIGHUP", "SIGTERM"]] as const) {
    it(`leaves no process and no folder after ${signals.join(" and ")}`, async () => {
      const command = start();
      await startFamily(command);
      for (const signal of signals) command.child.kill(signal);
      expect(await command.exited).toBe(0);
      expect(survivors()).toEqual([]);
      await expectNone();
      expect(folders()).toEqual([]);
    });
  }

  it("leaves no process after SIGKILL, and the next start removes the folders", async () => {
    const command = start();
    await startFamily(command);
    command.child.kill("SIGKILL");
    await command.exited;
    await expectNone();

    const named = join(temporary, "blaxel-files");
    mkdirSync(named);
    const next = start("--root", named);
    await variables(next);
    expect(readdirSync(temporary)).toEqual(["blaxel-files"]);
    next.child.kill("SIGKILL");
    await next.exited;
    const last = start();
    await variables(last);
    expect(readdirSync(temporary)).toContain("blaxel-files");
  });

  it("leaves none either where the machine lets it keep files and ports apart", async () => {
    const command = start("--isolation", "auto");
    await startFamily(command, "/tmp");
    command.child.kill("SIGKILL");
    await command.exited;
    await expectNone();
  });

  it("leaves no process that was just being started, also after SIGKILL", async () => {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const command = start();
      const env = await variables(command);
      await startProcess(env, "true");
      const starts = Array.from({ length: 20 }, () => startProcess(env, `sleep ${mark}`));
      await Promise.any(starts);
      command.child.kill(signal);
      await command.exited;
      await Promise.allSettled(starts);
      await expectNone();
    }
  });

  it("leaves none either when what should end them was killed", async () => {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const command = start();
      await startFamily(command);
      await killGuard();
      command.child.kill(signal);
      await command.exited;
      const next = start();
      await variables(next);
      await expectNone();
      expect(folders()).toHaveLength(1);
      next.child.kill("SIGTERM");
      await next.exited;
      expect(folders()).toEqual([]);
    }
  });

  it("leaves none of a local sandbox that ran in the sandbox", async () => {
    const outer = start();
    const inner = join(temporary, "inner.env");
    await startProcess(await variables(outer), `exec ${commandLine} --env > ${inner}`);
    const env = await eventually(() => exported(readFileSync(inner, "utf8")));
    await startProcess(env, `setsid sleep ${mark}`);
    await eventually(() => expect(survivors()).not.toEqual([]));
    // What ends the inner one's processes is not among those that the outer one ends.
    expect(guards()).toHaveLength(2);
    for (const guard of guards()) {
      const limits = readFileSync(`/proc/${parseInt(guard, 10)}/limits`, "utf8");
      expect(limits).toMatch(/^Max file locks +unlimited/m);
    }
    outer.child.kill("SIGKILL");
    await outer.exited;
    await expectNone();
  });

  it("touches nothing of one that runs, nor of another machine", async () => {
    const command = start();
    await startFamily(command);
    const before = folders();
    expect(before).toHaveLength(2);
    const others = before.map((name) => name.replace(/-[0-9a-f]{8}-/, "-00000000-"));
    for (const name of others) mkdirSync(join(temporary, name));
    const next = start();
    await variables(next);
    expect(folders()).toEqual(expect.arrayContaining([...before, ...others]));
    next.child.kill("SIGTERM");
    await next.exited;
    expect(folders().toSorted()).toEqual([...before, ...others].toSorted());
    expect(survivors().length).toBeGreaterThanOrEqual(Object.keys(FAMILY).length);
  });

  it("refuses a root that it would remove", async () => {
    const command = start();
    await variables(command);
    command.child.kill("SIGKILL");
    await command.exited;
    const [left = ""] = folders();
    mkdirSync(join(temporary, left, "demo"));
    const next = start("--root", join(temporary, left, "demo"));
    expect(await next.exited).toBe(1);
    expect(next.stderr()).toMatch(
      /^blaxel-local: root is in a temporary folder .* copy it first\n$/,
    );
    expect(existsSync(join(temporary, left, "demo"))).toBe(true);
  });
});
