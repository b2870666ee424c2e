import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { run, type Start } from "./playground.ts";

const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** What a start printed, without npm's own lines. */
const ownLines = ({ lines }: Start) => lines.filter((line) => !/^(npm |>)/.test(line));

/** Whether a process lives; one that nobody has collected yet does not. */
function lives(pid: number): boolean {
  try {
    const state = execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
    return !state.trim().startsWith("Z");
  } catch {
    return false;
  }
}

function start(env: Record<string, string>): Start {
  const started = run(npm, ["start", "--silent"], env);
  onTestFinished(() => {
    if (started.child.pid && lives(started.child.pid)) process.kill(-started.child.pid, "SIGKILL");
  });
  return started;
}

/** Starts the playground, and a process in its sandbox that would go on for long. */
async function startWithProcess(): Promise<Start & { url: string; pid: number }> {
  const started = start({ PORT: "0" });
  const line = await started.printed("Playground: ");
  const url = line.replace("Playground: ", "").trim();
  const { session } = await (await fetch(`${url}api/sandbox`)).json();
  const answer = await fetch(`${session.url}/process`, {
    method: "POST",
    headers: { "X-Blaxel-Preview-Token": session.token, "Content-Type": "application/json" },
    body: JSON.stringify({ name: "long", command: "sleep 1000" }),
  });
  const { pid } = await answer.json();
  expect(lives(Number(pid))).toBe(true);
  return { ...started, url, pid: Number(pid) };
}

const answers = async (url: string) => {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
};

describe("npm start", () => {
  it("on a busy port: one line and exit code 1", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())));
    const address = other.address();
    if (address === null || typeof address === "string") throw new Error("No port.");

    const started = start({ PORT: String(address.port) });
    expect((await started.exited).code).toBe(1);
    expect(ownLines(started)).toEqual([
      `Port ${address.port} is busy. Choose another one: PORT=${address.port + 1} npm start`,
    ]);
  });

  it("with a PORT that is none: one line and exit code 1", async () => {
    const started = start({ PORT: "http" });
    expect((await started.exited).code).toBe(1);
    expect(ownLines(started)).toEqual([
      "PORT is http, which is not a port. Use a number from 0 to 65535.",
    ]);
  });

  it("prints one line, and leaves nothing behind when it is interrupted", async () => {
    const started = await startWithProcess();
    expect(ownLines(started)).toEqual([`Playground: ${started.url}`]);
    if (started.child.pid) process.kill(-started.child.pid, "SIGINT");
    await started.exited;
    await expect.poll(() => lives(started.pid)).toBe(false);
    expect(await answers(started.url)).toBe(false);
  });

  it.each(["SIGTERM", "SIGKILL"] as const)(
    "leaves nothing behind when only npm is ended by %s",
    async (signal) => {
      const started = await startWithProcess();
      started.child.kill(signal);
      await expect.poll(() => lives(started.pid)).toBe(false);
      await expect.poll(() => answers(started.url)).toBe(false);
    },
  );
});
