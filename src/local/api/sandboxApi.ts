import type { IncomingMessage, ServerResponse } from "node:http";
import { mkdirSync } from "node:fs";
import type { Profile } from "../profile";
import { dispatch, newRouter } from "./router";
import { registerSystemRoutes } from "./system";

/** What one sandbox is made of. */
export interface SandboxApiOptions {
  /** The folder that is the sandbox's `/`. Made if it is not there. */
  root: string;
  /** Which server it behaves like. */
  profile: Profile;
  /** The sandbox's name. */
  name: string;
  /** Variables for its processes, on top of the server's own. */
  env?: Record<string, string> | undefined;
}

/** Where a port of the sandbox really answers, or why it does not. */
export type PortTarget =
  { host: string; port: number } | { refused: "nothing-listens" | "loopback-only" };

/** One sandbox's API, without gateway, tokens or faults: the caller strips those off. */
export interface SandboxApi {
  /** Answers a request whose `url` begins at the sandbox API's root. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Where to find what the sandbox's processes serve on `port`. */
  target(port: number): PortTarget;
  /** Ends every process, stream and watcher of the sandbox. */
  close(): Promise<void>;
}

/** Makes one sandbox over a real folder and real processes. */
export function createSandboxApi(options: SandboxApiOptions): SandboxApi {
  mkdirSync(options.root, { recursive: true });
  const router = newRouter();
  registerSystemRoutes(router);

  return {
    handle: (request, response) => dispatch(router, request, response),
    target: () => ({ refused: "nothing-listens" }),
    close: () => Promise.resolve(),
  };
}
