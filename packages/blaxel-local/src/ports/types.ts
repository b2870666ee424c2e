import type { Agent } from "node:http";
import type { SystemSocket } from "./sockets";

/** Where a port of the sandbox really answers, or why it does not. */
export type PortTarget =
  | {
      host: string;
      port: number;
      /** What connects to it, where that is another network than the server's. */
      agent?: Agent | undefined;
    }
  | { refused: "nothing-listens" | "loopback-only" };

/** What a sandbox's processes listen on, in the sandbox's own numbers. */
export interface SandboxNetwork {
  /** Where to find what is served on `port`. */
  target(port: number): Promise<PortTarget>;
  /** The sockets of a process and its children. */
  socketsOf(pid: number): Promise<SystemSocket[]>;
  /**
   * Whether a process and its children listen on all of `ports` where the network can reach them.
   * Dev servers open and close a port once to see whether it is free: that does not count.
   */
  listensSteadily(pid: number, ports: readonly number[]): Promise<boolean>;
}
