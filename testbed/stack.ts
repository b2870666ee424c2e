// A whole server side in a process of its own: the local sandbox (control plane, gateway, sandbox
// API) and a backend route over the real SDK. In its own process because the SDK holds one control
// plane per process, and so that a busy test cannot slow the servers it measures.
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { StackMethods, StackOptions, StackReady } from "./stackServer.ts";

const entry = fileURLToPath(new URL("../scripts/run.js", import.meta.url));
const server = fileURLToPath(new URL("./stackServer.ts", import.meta.url));

interface Reply {
  id: number;
  result?: unknown;
  error?: string;
}

/** A running stack: where it answers, and what a test may ask of it or do to it. */
export interface Stack extends StackReady {
  call<Name extends keyof StackMethods>(
    name: Name,
    ...args: Parameters<StackMethods[Name]>
  ): Promise<Awaited<ReturnType<StackMethods[Name]>>>;
  stop(): Promise<void>;
}

/** Starts a stack. The caller stops it; it also ends when the calling process does. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const child = fork(entry, [server], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const replies = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let last = 0;

  child.on("message", (reply: Reply) => {
    const waiting = replies.get(reply.id);
    replies.delete(reply.id);
    if (reply.error === undefined) waiting?.resolve(reply.result);
    else waiting?.reject(new Error(reply.error));
  });
  void exited.then(() => {
    for (const { reject } of replies.values()) reject(new Error("The stack's process has ended."));
    replies.clear();
  });

  const ask = (name: string, args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++last;
      replies.set(id, { resolve, reject });
      child.send({ id, name, args });
    });

  const ready = await ask("start", [options]).catch(async (error: unknown) => {
    await end(child, exited);
    throw error;
  });
  return {
    ...(ready as StackReady),
    call: (name, ...args) => ask(name, args) as never,
    stop: async () => {
      await ask("close", []);
      await end(child, exited);
    },
  };
}

async function end(child: ChildProcess, exited: Promise<void>) {
  if (child.connected) child.disconnect();
  await exited;
}
