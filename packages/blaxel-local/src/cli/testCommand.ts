// For tests: the real command in a process of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { eventually } from "../../../../testbed/eventually";
import { send } from "../testSandbox";

/** Runs a file of this repository, or one that imports its packages, from their sources. */
export const runner = fileURLToPath(new URL("../../../../scripts/run.js", import.meta.url));
const main = fileURLToPath(new URL("./main.ts", import.meta.url));

/** A run of `blaxel-local`. It does not outlive its test. */
export interface Command {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Its exit code; null after a signal. */
  exited: Promise<number | null>;
}

/** Runs it with those arguments, and with variables on top of this process's. */
export function run(args: readonly string[], env: Record<string, string> = {}): Command {
  const child = spawn(process.execPath, [runner, main, ...args], {
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, stdout: () => stdout, stderr: () => stderr, exited };
}

/** The same as a shell's command line. */
export const commandLine = `${process.execPath} ${runner} ${main}`;

/** Waits until it listens; the variables it printed. */
export async function variables(command: Command): Promise<Record<string, string>> {
  return eventually(() => exported(command.stdout()));
}

/** The variables in its output; throws while the last one is not there. */
export function exported(output: string): Record<string, string> {
  expect(output).toContain("ADMIN_SECRET");
  const lines = output.matchAll(/^export (\w+)='([^']*)'$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name ?? "", value ?? ""]));
}

/** Starts a process in the sandbox `demo`, which is made for it; the pid of its shell. */
export async function startProcess(env: Record<string, string>, command: string): Promise<number> {
  const headers = { "X-Blaxel-Authorization": `Bearer ${env["BL_API_KEY"]}` };
  const made = await send(`${env["BL_API_URL"]}/sandboxes?createIfNotExist=true`, {
    method: "POST",
    headers,
    body: JSON.stringify({ metadata: { name: "demo" }, spec: {} }),
  });
  const sandbox: { metadata: { url: string } } = JSON.parse(made.body);
  const started = await send(`${sandbox.metadata.url}/process?token=hidden`, {
    method: "POST",
    headers,
    body: JSON.stringify({ command }),
  });
  const { pid }: { pid: string } = JSON.parse(started.body);
  return Number(pid);
}
