import type { IncomingMessage, ServerResponse } from "node:http";
import { mkdirSync, realpathSync } from "node:fs";
import { registerFileRoutes } from "../files";
import { envInside, type Isolation } from "../isolation";
import { createNetwork, PortTable, preloadUrl, type PortTarget } from "../ports";
import { inheritedEnv, ProcessTable } from "../process";
import type { Profile } from "../profile";
import { Terminals } from "../terminal";
import type { ApiContext } from "./apiContext";
import { registerLogRoutes } from "./logRoutes";
import { registerNetworkRoutes } from "./networkRoutes";
import { registerProcessRoutes } from "./processRoutes";
import { dispatch, newRouter } from "./router";
import { registerStartRoute } from "./startRoute";
import { registerStdinRoutes } from "./stdinRoutes";
import { registerSystemRoutes } from "./system";
import { registerTerminalRoute } from "./terminalRoute";
import { registerUnconfiguredRoutes } from "./unconfiguredRoutes";
import { folderOnDisk, shownFolder } from "./workingDir";

/** What one sandbox is made of. */
export interface SandboxApiOptions {
  /** The folder that is the sandbox's `/`. Made if it is not there. */
  root: string;
  /** Which server it behaves like. */
  profile: Profile;
  /** The sandbox's name. */
  name: string;
  /** How its processes are kept apart from the machine. @default "none" */
  isolation?: Isolation["kind"] | undefined;
  /** Variables for its processes, on top of what they inherit. */
  baseEnv?: Record<string, string> | undefined;
  /** Variables of its own, which win; `setEnv` replaces them. */
  env?: Record<string, string> | undefined;
  /** Names of variables that its processes inherit although they are not on the list. */
  passEnv?: readonly string[] | undefined;
  /** Milliseconds between two keepalives of a log stream. @default 30_000 */
  keepAliveMs?: number | undefined;
  /** Milliseconds between two keepalives of a streamed start. @default 5000 */
  eventKeepAliveMs?: number | undefined;
  /** Milliseconds between the end of a failed run and the next. @default 1000 */
  restartPauseMs?: number | undefined;
  /** Milliseconds after which a process that does not read its input is reported. @default 10_000 */
  stdinStallMs?: number | undefined;
  /** Milliseconds that a terminal's shell lasts without clients and output. @default 600_000 */
  terminalIdleMs?: number | undefined;
}

/** A process as the code that runs the sandbox sees it. */
export interface ProcessSummary {
  name: string;
  pid: string;
  status: string;
  /** The process group that runs now. */
  group: number;
}

/** One sandbox's API, without gateway, tokens or faults: the caller strips those off. */
export interface SandboxApi {
  /** Answers a request whose `url` begins at the sandbox API's root. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Makes a request a socket to a terminal's shell. The text of the refusal, for a request that leads to
   * no socket.
   */
  upgrade(request: IncomingMessage, head: Buffer): string | undefined;
  /**
   * Where to find what the sandbox's processes serve on `port`. A Node process is found at once;
   * other programs keep the machine's own ports, so that a miss looks at what listens there now.
   */
  target(port: number): Promise<PortTarget>;
  /** Replaces the variables of its own. Processes that run keep what they were started with. */
  setEnv(env: Readonly<Record<string, string>>): void;
  /** All processes, finished ones included. */
  processes(): ProcessSummary[];
  /** Ends every process, stream and watcher of the sandbox. */
  close(): Promise<void>;
}

/** Makes one sandbox over a real folder and real processes. */
export function createSandboxApi(options: SandboxApiOptions): SandboxApi {
  const { profile } = options;
  mkdirSync(options.root, { recursive: true });
  const root = realpathSync(options.root);
  const router = newRouter();

  const isolation = options.isolation ?? "none";
  const machine = inheritedEnv(process.env, options.passEnv);
  const inherited = {
    ...(isolation === "none" ? machine : envInside(machine)),
    ...options.baseEnv,
  };
  const env: Record<string, string> = { ...inherited, ...options.env };
  const table = new ProcessTable({
    profile,
    isolation,
    root,
    env,
    nodeOption: `--import=${preloadUrl()}`,
    folderFor: (workingDir) => folderOnDisk(root, workingDir),
    restartPauseMs: options.restartPauseMs,
  });
  const terminals = new Terminals({
    profile,
    table,
    idleMs: options.terminalIdleMs ?? 600_000,
  });
  const network = createNetwork({
    ports: new PortTable(table.folder),
    pids: () => {
      const running = table.list().filter((each) => !each.isFinished);
      return [...running.map((each) => each.groupPid), ...terminals.pids()];
    },
    namespace: () => table.namespace,
  });
  const context: ApiContext = {
    profile,
    table,
    network,
    showFolder: shownFolder,
    keepAliveMs: options.keepAliveMs ?? 30_000,
    eventKeepAliveMs: options.eventKeepAliveMs ?? 5000,
    stdinStallMs: options.stdinStallMs ?? 10_000,
  };

  registerSystemRoutes(router);
  registerUnconfiguredRoutes(router);
  const isTerminalOff = () => ["true", "1"].includes(env["DISABLE_TERMINAL"] ?? "");
  const upgrade = registerTerminalRoute(router, terminals, isTerminalOff);
  registerStartRoute(router, context);
  registerProcessRoutes(router, context);
  registerLogRoutes(router, context);
  if (profile === "B") registerStdinRoutes(router, context);
  const monitors = registerNetworkRoutes(router, context);
  const files = registerFileRoutes(router, { root, profile });

  return {
    handle: (request, response) => dispatch(router, request, response),
    upgrade,
    target: (port) => network.target(port),
    setEnv: (own) => {
      for (const name of Object.keys(env)) delete env[name];
      Object.assign(env, inherited, own);
    },
    processes: () =>
      table.list().map(({ spec, pid, status, groupPid }) => ({
        name: spec.name,
        pid,
        status,
        group: groupPid,
      })),
    close: async () => {
      monitors.close();
      await terminals.close();
      await Promise.all([table.close(), files.close()]);
    },
  };
}
