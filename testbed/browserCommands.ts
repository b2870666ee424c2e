// Lets a test that runs in the browser start and steer a stack: `commands.startStack(…)`.
import type { BrowserCommand } from "vitest/node";
import { startStack, type Stack } from "./stack.ts";
import { pageLifeCommands } from "./pageLife.ts";
import type { StackOptions, StackReady } from "./stackServer.ts";

const stacks = new Map<string, Stack>();
let started = 0;

const startOne: BrowserCommand<[options?: StackOptions]> = async (_context, options) => {
  const stack = await startStack(options);
  const id = `stack-${++started}`;
  stacks.set(id, stack);
  return { id, endpoint: stack.endpoint, apiUrl: stack.apiUrl } satisfies StartedStack;
};

const stackOf = (id: string) => {
  const stack = stacks.get(id);
  if (!stack) throw new Error(`There is no stack ${id}.`);
  return stack;
};

const callOne: BrowserCommand<[id: string, name: string, args: unknown[]]> = (
  _context,
  id,
  name,
  args,
) => stackOf(id).call(name as never, ...(args as never));

const stopOne: BrowserCommand<[id: string]> = async (_context, id) => {
  const stack = stackOf(id);
  stacks.delete(id);
  await stack.stop();
};

export interface StartedStack extends StackReady {
  id: string;
}

export const sandboxStackCommands = {
  startStack: startOne,
  callStack: callOne,
  stopStack: stopOne,
  ...pageLifeCommands,
};
