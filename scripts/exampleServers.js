// The servers of an example: started, waited for and ended with everything that they start.
import { spawn } from "node:child_process";
import { createServer } from "node:net";

const startWithin = 60_000;

/** A port that nobody uses now, as text. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
}

/** Starts a Node program in a process group of its own. */
export function startServer({ port, args, cwd, env }) {
  const ownGroup = process.platform !== "win32";
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: ownGroup,
  });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => printed.push(text));
  }
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const running = () => child.pid !== undefined && child.exitCode === null && !child.signalCode;

  return {
    /** Resolves when something answers at the port. */
    async answers() {
      for (const deadline = Date.now() + startWithin; Date.now() < deadline && running();) {
        if (await isAnswered(port)) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`Nothing answers at port ${port}.`);
    },
    output: () => printed.join(""),
    async stop() {
      if (!running()) return;
      if (ownGroup) process.kill(-Number(child.pid), "SIGTERM");
      else child.kill();
      await ended;
    },
  };
}

async function isAnswered(port) {
  try {
    await fetch(`http://localhost:${port}`);
    return true;
  } catch {
    return false;
  }
}
