// A stack whose sandbox holds the app of the bench, and the pages in front of it.
import { readFileSync } from "node:fs";
import { startStack, type Stack } from "../testbed/stack.ts";
import { servePages, type Pages } from "./pages";

const source = (name: string) => readFileSync(new URL(`./pages/${name}`, import.meta.url), "utf8");

/** How the sandbox starts the app. */
export const appCommand = "node app.mjs 3000";

export interface AppStack {
  stack: Stack;
  pages: Pages;
  previewUrl: string;
  /** Starts the app and waits until it listens. */
  run(command?: string): Promise<void>;
  kill(): Promise<void>;
}

/** Runs `measure` with a stack and its pages, both closed afterwards. */
export async function withAppStack<Result>(
  measure: (app: AppStack) => Promise<Result>,
): Promise<Result> {
  const stack = await startStack({
    files: { "/app/app.mjs": source("app.mjs"), "/app/print.mjs": source("print.mjs") },
  });
  try {
    const pages = await servePages(stack.endpoint);
    const { preview_url: previewUrl } = (await stack.call("answer")) as { preview_url: string };
    const call = async (method: string, path: string, body?: unknown) => {
      const { status, body: text } = await stack.call("sandboxCall", method, path, body);
      if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    };
    try {
      return await measure({
        stack,
        pages,
        previewUrl,
        run: (command = appCommand) =>
          call("POST", "/process", {
            name: "dev-server",
            command,
            workingDir: "/app",
            waitForPorts: [3000],
          }),
        kill: () => call("DELETE", "/process/dev-server/kill"),
      });
    } finally {
      await pages.close();
    }
  } finally {
    await stack.stop();
  }
}
