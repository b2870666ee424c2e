import { createHash, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { inBothProfiles, member, type Stand } from "./contract";

const MIB = 1024 * 1024;
const LINES = 10_000;
const PROCESSES = 100;
const PREVIEWS = 1000;
const AT_ONCE = 25;

/** Prints how long something took. Nothing depends on it: the machine may be busy. */
async function measured<T>(what: string, run: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await run();
  if (process.env["KIT_FIGURES"]) {
    console.info(`${what}: ${Math.round(performance.now() - started)} ms`);
  }
  return result;
}

async function inTurns<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let start = 0; start < count; start += AT_ONCE) {
    const indexes = Array.from({ length: Math.min(AT_ONCE, count - start) }, (_, i) => start + i);
    results.push(...(await Promise.all(indexes.map(run))));
  }
  return results;
}

const start = (stand: Stand, name: string, command: string) =>
  stand.call("POST", "/process", { json: { name, command } });

inBothProfiles(
  "volume",
  (stand, profile) => {
    it("10,000 numbered lines reach four readers complete and in order", async () => {
      const here = stand();
      const go = `${here.name}.go`;
      const command = `while [ ! -e ${go} ]; do sleep 0.02; done; seq -f 'line %g' 1 ${LINES}`;
      await start(here, here.name, command);
      const expected = Array.from({ length: LINES }, (_, index) => `line ${index + 1}`);
      const streams = await Promise.all(
        Array.from({ length: 4 }, () => here.open("GET", `/process/${here.name}/logs/stream`)),
      );
      const bodies = await measured(
        `${LINES} lines, four readers, profile ${profile}`,
        async () => {
          await here.call("PUT", `/filesystem/%2F${go}`, { json: { content: "" } });
          return Promise.all(streams.map((each) => each.text()));
        },
      );
      for (const text of bodies) {
        // Profile A splices a prefix in wherever it happened to read.
        expect(text.replaceAll("stdout:", "").trimEnd().split("\n")).toEqual(expected);
      }
      const replay = await here.call("GET", `/process/${here.name}/logs/stream`);
      expect(replay.text.replaceAll("stdout:", "").trimEnd().split("\n")).toEqual(expected);
    });

    it("100 processes run at once", async () => {
      const here = stand();
      const name = (index: number) => `${here.name}-${index}`;
      await measured(`${PROCESSES} processes started, profile ${profile}`, () =>
        inTurns(PROCESSES, (index) => start(here, name(index), `echo ${index}; exec sleep 60`)),
      );
      const running = (await here.call("GET", "/process")).json;
      const mine = (Array.isArray(running) ? running : []).filter((each) =>
        String(member(each, "name")).startsWith(`${here.name}-`),
      );
      expect(mine).toHaveLength(PROCESSES);
      expect(new Set(mine.map((each) => member(each, "pid"))).size).toBe(PROCESSES);
      expect(mine.every((each) => member(each, "status") === "running")).toBe(true);
      await inTurns(PROCESSES, (index) => here.call("DELETE", `/process/${name(index)}/kill`));
      const logs = await inTurns(PROCESSES, (index) =>
        here.call("GET", `/process/${name(index)}/logs/stream`),
      );
      logs.forEach(({ text }, index) => expect(text).toContain(`stdout:${index}\n`));
    });

    it("a file of 64 MiB goes up and comes down", async () => {
      const here = stand();
      const bytes = randomBytes(64 * MIB);
      const sum = createHash("sha256").update(bytes).digest("hex");
      const path = `/filesystem/${here.dirUrl}%2Flarge.bin`;
      const form = new FormData();
      form.append("file", new Blob([bytes]), "large.bin");
      const { status } = await measured(`64 MiB up, profile ${profile}`, () =>
        here.call("PUT", path, { body: form }),
      );
      expect(status).toBe(200);
      const down = createHash("sha256");
      await measured(`64 MiB down, profile ${profile}`, async () => {
        const response = await here.open("GET", `${path}?download=true`);
        for await (const chunk of response.body ?? []) down.update(chunk);
      });
      expect(down.digest("hex")).toBe(sum);
    });

    it("1,000 previews live side by side", async () => {
      const { sandbox } = stand();
      const previews = await measured(`${PREVIEWS} previews, profile ${profile}`, () =>
        inTurns(PREVIEWS, (index) =>
          sandbox.preview(`many-${index}`, { port: 3000 + index, public: true }),
        ),
      );
      expect(new Set(previews.map(({ url }) => url)).size).toBe(PREVIEWS);
      const listed = await sandbox.control("GET", "/sandboxes/demo/previews");
      expect(listed.status).toBe(200);
      expect(Object.values(listed.body)).toHaveLength(PREVIEWS + 1);
      const last = await sandbox.control("GET", `/sandboxes/demo/previews/many-${PREVIEWS - 1}`);
      expect(last.body.spec?.["port"]).toBe(3000 + PREVIEWS - 1);
    });
  },
  { maxBodyBytes: 128 * MIB },
);
