// The browser's side of a stack: for `*.browser.test.tsx`.
import { commands } from "vitest/browser";
import type { StackMethods, StackOptions } from "./stackServer.ts";
import type { StartedStack } from "./browserCommands";

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
