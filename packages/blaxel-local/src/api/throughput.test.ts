import { monitorEventLoopDelay } from "node:perf_hooks";
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Profile } from "../profile";
import { ndjson, serveSandbox, type TestServer } from "./testServer";

const LINES = 10_000;
const numbered = Array.from({ length: LINES }, (_, index) => `line ${index + 1}`);
const command = `seq -f 'line %g' 1 ${LINES}`;

/** A text stream as lines, without prefixes: profile A puts them into the middle of lines too. */
const lines = (text: string) => text.replaceAll("stdout:", "").trimEnd().split("\n");

const replayed = async (server: TestServer, id: string) =>
  lines((await server.call("GET", `/process/${id}/logs/stream`)).text);

describe.each<Profile>(["A", "B"])("much output, profile %s", (profile) => {
  it("10,000 numbered lines arrive complete and in order, live, at four readers and replayed", async () => {
    const server = await serveSandbox({ profile });
    for (const text of await server.watched("many", command, 4)) {
      expect(lines(text)).toEqual(numbered);
    }
    expect(await replayed(server, "many")).toEqual(numbered);
    await server.close();
  });

  it("a slow reader loses nothing and holds up nobody", async () => {
    const server = await serveSandbox({ profile });
    const size = 8 * 1024 * 1024;
    await server.start({ name: "fat", command: `yes 0123456 | head -c ${size}; sleep 0.2` });
    const slow = await fetch(`${server.base}/process/fat/logs/stream`);
    // Nobody reads the slow answer while the fast one comes in whole.
    const fast = await replayed(server, "fat");
    expect(fast).toHaveLength(size / 8);
    const text = (await slow.text()).replaceAll("stdout:", "");
    expect(text.length).toBe(size);
    await server.close();
  });

  it("50,000 lines a second arrive complete while the server answers others", async () => {
    const server = await serveSandbox({ profile });
    const burst = 2500;
    writeFileSync(
      `${server.root}/flood.mjs`,
      `import { writeSync } from "node:fs";
       let next = 0;
       const timer = setInterval(() => {
         let text = "";
         for (let line = 0; line < ${burst}; line++) text += "flood " + next++ + "\\n";
         writeSync(1, text);
         if (next >= 100_000) clearInterval(timer);
       }, 50);`,
    );
    const reader = server.watched("flood", "node flood.mjs");
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    for (let call = 0; call < 50; call++) {
      expect((await server.call("GET", "/health")).status).toBe(200);
    }
    const [flood = ""] = await reader;
    expect(lines(flood)).toEqual(Array.from({ length: 100_000 }, (_, line) => `flood ${line}`));
    delay.disable();
    // Far above what it takes, far below what a blocked loop would show.
    expect(delay.percentile(90) / 1e6).toBeLessThan(250);
    await server.close();
  });

  it("100 processes at once", async () => {
    const server = await serveSandbox({ profile });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        server.start({
          command: `sleep 0.3; echo ${index}; echo e${index} >&2`,
          waitForCompletion: true,
        }),
      ),
    );
    for (const [index, { json }] of answers.entries()) {
      expect(json).toMatchObject({ exitCode: 0, stdout: `${index}\n`, stderr: `e${index}\n` });
    }
    expect(new Set(answers.map(({ json }) => json["pid"])).size).toBe(100);
    await server.close();
  });
});

describe("what is kept of endless output", () => {
  it("profile B releases the head beyond 32 MiB and says so", async () => {
    const server = await serveSandbox({ profile: "B" });
    const size = 40 * 1024 * 1024;
    await server.start({
      name: "endless",
      command: `yes 0123456 | head -c ${size}; echo; echo last`,
      waitForCompletion: true,
    });
    const disk = await server.start({
      command: "du -k $BLAXEL_LOCAL_SANDBOX | tail -1 | cut -f1",
      waitForCompletion: true,
    });
    expect(Number(disk.json["stdout"])).toBeLessThan(34 * 1024);
    const { text } = await server.call("GET", "/process/endless/logs/stream");
    const marker = "stdout:[... truncated, see the process log file for the full output ...]\n";
    expect(text.startsWith(marker)).toBe(true);
    expect(text.endsWith("stdout:last\n")).toBe(true);
    const kept = text.slice(marker.length).replaceAll("stdout:", "").length;
    expect(kept).toBeGreaterThanOrEqual(32 * 1024 * 1024);
    expect(kept).toBeLessThan(33 * 1024 * 1024);
    const events = ndjson(
      (
        await server.call("GET", "/process/endless/logs/stream", undefined, {
          accept: "application/x-ndjson",
        })
      ).text,
    );
    expect(events[0]).toEqual({ type: "truncated", data: "Output is incomplete" });
    await server.close();
  });
});
