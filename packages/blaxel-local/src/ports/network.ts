import type { Namespace } from "../isolation";
import { listensSteadily, portsOfProcess } from "./listeningPorts";
import { OtherListeners } from "./otherListeners";
import { isLoopbackHost, type PortTable } from "./portTable";
import { subtree } from "./processTree";
import { listenersIn, socketsOf } from "./sockets";
import type { SandboxNetwork } from "./types";

/** What a sandbox's network is found by. */
export interface NetworkOptions {
  /** What its Node processes have taken, where the preload gives them other ports. */
  ports: PortTable;
  /** The processes that run now, without their children. */
  pids(): readonly number[];
  /** The network of its own, once it has one. */
  namespace(): Namespace | undefined;
}

/** The network of a sandbox: the machine's, in which its ports are others, or one of its own. */
export function createNetwork({ ports, pids, namespace }: NetworkOptions): SandboxNetwork {
  const network = () => namespace()?.network;
  const others = new OtherListeners(ports, async () => {
    const own = network();
    if (own !== undefined) return listenersIn(own);
    return socketsOf((await Promise.all(pids().map(subtree))).flat());
  });
  return {
    target: async (port) => {
      const claim = ports.find(port);
      if (claim) {
        if (isLoopbackHost(claim.host)) return { refused: "loopback-only" };
        return { host: "127.0.0.1", port: claim.mapped };
      }
      const other = await others.find(port);
      if (!other) return { refused: "nothing-listens" };
      if (other.isLoopbackOnly) return { refused: "loopback-only" };
      return { host: other.host, port, agent: namespace()?.agent };
    },
    socketsOf: (pid) => portsOfProcess(ports, pid, network()),
    listensSteadily: (pid, wanted) => listensSteadily(ports, pid, wanted, network()),
  };
}
