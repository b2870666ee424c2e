// The browser's side of `oddServer.mjs`: a stack whose sandbox runs an app that misbehaves on request.
import type { StackOptions } from "./stackServer.ts";
import { startBrowserStack, type BrowserStack } from "./browserStack";
import source from "./oddServer.mjs?raw";

/** A request that the app received. */
export interface OddRequest {
  path: string;
  method: string;
  dest: string;
  mode: string;
  referer: string;
  cookie: string;
}

export interface OddApp extends BrowserStack {
  /** The preview of port 3000. */
  url: string;
  /** Starts the app's process and waits for its port. */
  run(host?: string): Promise<void>;
  kill(): Promise<void>;
  /** What paths without a behaviour of their own answer from now on. */
  mode(is: string): Promise<void>;
  /** What it was asked, the frame's and the probes' requests alike. */
  requests(): Promise<OddRequest[]>;
  clear(): Promise<void>;
}

const NAME = "odd-app";

export async function startOddApp(options: StackOptions = {}, running = true): Promise<OddApp> {
  const stack = await startBrowserStack({ files: { "/app/odd.mjs": source }, ...options });
  const answer = (await stack.call("answer")) as { preview_url: string };
  const url = answer.preview_url.replace(/\/$/, "");
  const call = async (method: string, path: string, body?: unknown) => {
    const { status, body: text } = await stack.call("sandboxCall", method, path, body);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
  };
  const control = async (path: string) => {
    const response = await fetch(`${url}/__${path}`);
    return ((await response.json()) as { requests: OddRequest[] }).requests;
  };
  const app: OddApp = {
    ...stack,
    url,
    run: (host = "0.0.0.0") =>
      call("POST", "/process", {
        name: NAME,
        command: `node odd.mjs 3000 ${host}`,
        workingDir: "/app",
        ...(host === "0.0.0.0" && { waitForPorts: [3000] }),
      }),
    kill: () => call("DELETE", `/process/${NAME}/kill`),
    mode: async (is) => void (await control(`mode?is=${is}`)),
    requests: () => control("requests"),
    clear: async () => void (await control("clear")),
  };
  if (running) await app.run();
  return app;
}
