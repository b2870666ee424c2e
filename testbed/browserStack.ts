// The browser's side of a stack: for `*.browser.test.tsx`.
import { expect } from "vitest";
import { commands } from "vitest/browser";
import type { StackMethods, StackOptions } from "./stackServer.ts";
import type { StartedStack } from "./browserCommands";
import { eventually } from "./eventually";

declare module "vitest" {
  interface ProvidedContext {
    /** Whether `npm run test:volume` is running. */
    isFullVolume: boolean;
  }
}

declare module "vitest/browser" {
  interface BrowserCommands {
    startStack(options?: StackOptions): Promise<StartedStack>;
    callStack(id: string, name: string, args: unknown[]): Promise<unknown>;
    stopStack(id: string): Promise<void>;
  }
}

/** A stack as a test in the browser sees it. */
export interface BrowserStack {
  /** The session endpoint. */
  endpoint: string;
  /** The control plane. */
  apiUrl: string;
  call<Name extends keyof StackMethods>(
    name: Name,
    ...args: Parameters<StackMethods[Name]>
  ): Promise<Awaited<ReturnType<StackMethods[Name]>>>;
  stop(): Promise<void>;
}

/** Starts a stack that accepts calls from the page of this test. */
export async function startBrowserStack(options: StackOptions = {}): Promise<BrowserStack> {
  const { id, endpoint, apiUrl } = await commands.startStack({
    origins: [location.origin],
    ...options,
  });
  return {
    endpoint,
    apiUrl,
    call: (name, ...args) => commands.callStack(id, name, args) as never,
    stop: () => commands.stopStack(id),
  };
}

/** Kills what runs, and waits for its end: a test would take what is about to end for its own. */
export async function endProcesses({ call }: BrowserStack): Promise<void> {
  const running = async () =>
    (await call("processes")).filter(({ status }) => status === "running");
  for (const { name } of await running())
    await call("sandboxCall", "DELETE", `/process/${name}/kill`);
  await eventually(async () => expect(await running()).toEqual([]));
}
