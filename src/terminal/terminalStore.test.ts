import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "../../testbed/eventually";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";
import { readTerminal } from "./terminalTestbed";

const SOCKET = { path: "/terminal/ws" } as const;
/** `npm run test:volume` plays all of them. */
const LOSSES = process.env["KIT_FULL_VOLUME"] === undefined ? 18 : 53;
const sandboxEnv = { PS1: "$ ", ENV: "" };

let bed: ProcessTestbed;
let leave: (() => void)[] = [];
afterEach(async () => {
  for (const release of leave.splice(0)) release();
  await bed.close();
});

const read: typeof readTerminal = (...args) => {
  const terminal = readTerminal(...args);
  leave.push(terminal.release);
  return terminal;
};
const sockets = () =>
  bed.local.requests().filter(({ path, status }) => path.startsWith("/terminal") && status === 101);
const cutAll = () => bed.local.faults.inject({ type: "cut", on: SOCKET, times: 1, abruptly: true });

describe.each(["A", "B"] as const)("a terminal of profile %s", (profile) => {
  it(`numbered lines and keys through ${LOSSES - 3} cuts, rotations and 3 sleeps: each once, in order`, async () => {
    bed = await startProcessTestbed({ profile, sandboxEnv });
    await bed.write(
      "count.mjs",
      `import { existsSync } from "node:fs";
       let next = 0;
       setInterval(() => {
         let text = "";
         for (let i = 0; i < 10; i++) text += "<" + ++next + ">" + "é✓".repeat(next % 40) + "\\n";
         process.stdout.write(text);
         if (existsSync("enough")) { console.log("the-end"); process.exit(); }
       }, 20);`,
    );
    const lines = read(bed.store, "lines");
    const keys = read(bed.store, "keys");
    lines.resize(80, 24);
    keys.resize(80, 24);
    lines.write("exec node count.mjs\r");
    keys.write("cat > typed\r");
    await keys.shows("cat > typed\r\n");
    await lines.shows("<100>");

    let typed = "";
    for (let count = 0; count < LOSSES; count++) {
      const before = lines.text().length;
      const isSleep = count % Math.ceil(LOSSES / 3) === 4;
      await lines.is("open");
      for (const each of [keys, lines]) each.passed.length = 0;
      const fault = isSleep
        ? bed.local.faults.inject({ type: "standby", wakeMs: 50, times: 1 })
        : bed.local.faults.inject({ type: "cut", on: SOCKET, abruptly: count % 2 > 0 });
      // What is open is cut by now; what comes is not to be, with what is typed on the way.
      if (!isSleep) fault.lift();
      if (count % 5 === 0) await bed.rotate();
      for (const { passed } of [keys, lines]) {
        await eventually(() => expect(passed).toContain("reconnecting"));
      }
      const key = String.fromCharCode(97 + (count % 26));
      typed += key;
      expect(keys.write(key)).toBe(true);
      await keys.is("open");
      await keys.shows(new RegExp(`${typed}$`));
      if (count % 3 > 0)
        await eventually(() => expect(lines.text().length).toBeGreaterThan(before));
      fault.lift();
    }
    keys.write("\r\u0004");
    await keys.shows(`${typed}\r\n$ `);
    // A shell that ends while it is away leaves nothing of its output.
    await lines.is("open");
    await bed.write("enough", "");
    await lines.shows("the-end");
    if (profile === "B") await lines.is("exited");

    // Between two gaps each number stands once, in order; a gap leaves some out.
    const shown = lines.pieces.map(({ kind, text }) => (kind === "gap" ? "|" : text)).join("");
    let last = 0;
    for (const part of shown.split("|")) {
      const numbers = [...part.matchAll(/<(\d+)>/g)].map(([, number]) => Number(number));
      const [first = last + 1] = numbers;
      expect(first).toBeGreaterThan(last);
      if (part === shown) expect(first).toBe(1);
      expect(numbers).toEqual(numbers.map((_, index) => first + index));
      last = numbers.at(-1) ?? last;
    }
    expect(lines.kinds()).not.toContain("unsure");
    keys.write("cat typed\r");
    await keys.shows(`${typed}\r\n$ cat typed\r\n${typed}\r\n`);
    expect(keys.kinds()).not.toContain("unsure");
  });

  it("marks the output that the server has dropped, once", async () => {
    bed = await startProcessTestbed({ profile, sandboxEnv });
    const one = read(bed.store, "x");
    one.resize(80, 24);
    await one.shows("$ ");
    one.write(
      "while [ ! -e go ]; do sleep 0.05; done; seq 1 100000; printf x > after; echo d''one\r",
    );
    await one.shows("d''one\r\n");
    const away = bed.local.faults.inject({ type: "refuse", on: SOCKET });
    cutAll();
    await one.is("reconnecting");
    await bed.write("go", "");
    // The shell has printed all of it once its next prompt stands.
    await eventually(async () => expect(await bed.read("after")).toBe("x"));
    away.lift();
    await one.shows("done\r\n$ ");
    expect(one.kinds().filter((kind) => kind === "gap")).toHaveLength(1);
    expect(one.text().match(/^99999\r$/gm)).toHaveLength(1);
  });

  it("that has ended is over, never connected again by itself, and begins anew when asked", async () => {
    bed = await startProcessTestbed({ profile, sandboxEnv });
    const one = read(bed.store, "x");
    one.resize(80, 24);
    await one.shows("$ ");
    one.write("echo first; exit\r");
    await one.is("exited");
    const count = sockets().length;
    expect(one.write("ls\r")).toBe(false);
    cutAll().lift();
    await bed.rotate();
    expect(sockets()).toHaveLength(count);
    one.restart();
    await one.is("open");
    expect(one.kinds()).toContain("new-shell");
    one.write("echo sec''ond\r");
    await one.shows("second\r\n");
  });

  it("whose shell died meanwhile is over, and what was typed goes to no other shell", async () => {
    bed = await startProcessTestbed({ profile, sandboxEnv });
    const one = read(bed.store, "x");
    one.resize(80, 24);
    await one.shows("$ ");
    one.write("echo $$ > pid; echo kept\r");
    await one.shows("kept\r\n");
    const away = bed.local.faults.inject({ type: "refuse", on: SOCKET });
    cutAll();
    await one.is("reconnecting");
    expect(one.write("touch wrong\r")).toBe(true);
    const pid = (await bed.read("pid")).trim();
    process.kill(Number(pid), "SIGKILL");
    away.lift();
    await one.is("exited");
    expect(one.kinds()).toContain("dropped");
    one.restart();
    await one.is("open");
    one.write("ls; echo list''ed\r");
    await one.shows("listed\r\n");
    expect(one.text()).not.toContain("wrong\r\n");
  });
});

describe("a terminal", () => {
  it("waits for a size, is one for all readers, of the size of the one that is used", async () => {
    bed = await startProcessTestbed({ sandboxEnv });
    const one = read(bed.store, "x");
    expect(one.status()).toBe("idle");
    one.resize(0, 24);
    one.resize(80.5, 24);
    one.resize(100, 24);
    await one.shows("$ ");
    const two = read(bed.store, "x");
    expect(two.kinds()).toEqual(["replay"]);
    two.resize(50, 20);
    two.write("stty size\r");
    await one.shows("20 50");
    one.write("stty size\r");
    await two.shows("24 100");
    expect(sockets()).toHaveLength(1);
    one.release();
    two.release();
    await eventually(() => expect(two.status()).toBe("idle"));
    await eventually(() =>
      expect(sockets().every(({ durationMs }) => durationMs !== undefined)).toBe(true),
    );
  });

  it("keeps what is typed up to a bound, and then refuses it visibly", async () => {
    bed = await startProcessTestbed({ sandboxEnv });
    const one = read(bed.store, "x");
    one.resize(80, 24);
    await one.shows("$ ");
    const away = bed.local.faults.inject({ type: "refuse", on: SOCKET });
    cutAll();
    await one.is("reconnecting");
    expect(one.write("x".repeat(65_537))).toBe(false);
    expect(one.store.getSnapshot().isInputRefused).toBe(true);
    expect(one.write("echo ta''ken\r")).toBe(true);
    away.lift();
    await one.shows("taken\r\n");
    expect(one.store.getSnapshot().isInputRefused).toBe(false);
    expect(one.text()).not.toContain("xx");
  });

  it("takes a new session when its own is refused", async () => {
    bed = await startProcessTestbed({ sandboxEnv });
    const one = read(bed.store, "x");
    one.resize(80, 24);
    await one.shows("$ ");
    bed.local.faults.inject({ type: "expire-token", cutStreams: true });
    await eventually(() => expect(bed.replaced()).toBe(1));
    await one.is("open");
  });

  it("tells what cannot be apart: no such shell, no terminal, no way for sockets", async () => {
    bed = await startProcessTestbed({ sandboxEnv });
    const one = read(bed.store, "x", { shell: "/nope" });
    one.resize(80, 24);
    expect((await one.is("error")).error).toMatchObject({ kind: "start-failed" });
    bed.local.faults.inject({ type: "status", status: 403, on: SOCKET, times: 7 });
    const two = read(bed.store, "y");
    two.resize(80, 24);
    expect((await two.is("error")).error).toMatchObject({ kind: "forbidden" });
    await bed.close();

    bed = await startProcessTestbed({ sandboxEnv: { DISABLE_TERMINAL: "true" } });
    const three = read(bed.store, "x");
    three.resize(80, 24);
    expect((await three.is("error")).error).toMatchObject({ kind: "sandbox-refused", status: 404 });
  });
});
