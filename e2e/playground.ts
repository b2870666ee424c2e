// Starts the playground as `npm start` does, in a process of its own, and asks its servers what
// they were asked.
import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { RecordedRequest } from "blaxel-local";
import type { BackendAnswer, BreakAction } from "../playground/settings.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));

/** A running playground. */
export interface Playground {
  url: string;
  /** What its servers were asked so far: the session route, and the local sandbox. */
  requests(): Promise<{ session: number; sandbox: RecordedRequest[] }>;
  change(
    change: { backend: BackendAnswer } | { slow: boolean } | { action: BreakAction },
  ): Promise<void>;
  stop(): Promise<void>;
}

/** What a start has come to: the printed lines, and how it ended. */
export interface Start {
  child: ChildProcess;
  lines: string[];
  /** Resolves with the first printed line that contains `text`; rejects when the process ends. */
  printed(text: string): Promise<string>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Runs a command of this repository without a browser, an account or a terminal. */
export function run(command: string, args: string[], env: Record<string, string> = {}): Start {
  const { BL_WORKSPACE: _workspace, BL_API_KEY: _key, ...inherited } = process.env;
  const child = spawn(command, args, {
    cwd: repository,
    env: { ...inherited, BROWSER: "none", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts.filter((line) => line.trim() !== ""));
      for (const look of waiting) look();
    });
  }
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const printed = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const line = lines.find((one) => one.includes(text));
        if (line === undefined) return;
        waiting.delete(look);
        resolve(line);
      };
      waiting.add(look);
      look();
      void exited.then(() => reject(new Error(`It ended:\n${lines.join("\n")}`)));
    });
  return { child, lines, printed, exited };
}

/** Starts a playground on a free port. The caller stops it. */
export async function startPlayground(): Promise<Playground> {
  const start = run(process.execPath, ["scripts/start.js"], { PORT: "0", KIT_NO_WATCH: "1" });
  const line = await start.printed("Playground: ");
  const url = line.replace("Playground: ", "").trim();
  const ask = async (path: string, body?: unknown) => {
    const response = await fetch(new URL(`/api/playground/${path}`, url), {
      headers: { "X-Playground": "1" },
      ...(body === undefined ? undefined : { method: "POST", body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  };
  return {
    url,
    requests: () => ask("requests"),
    change: async (change) => {
      await ask("breakage", change);
    },
    stop: async () => {
      start.child.kill("SIGTERM");
      await start.exited;
    },
  };
}
