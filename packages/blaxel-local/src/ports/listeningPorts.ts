import { setTimeout as sleep } from "node:timers/promises";
import { isLoopbackHost, type MappedPort, type PortTable } from "./portTable";
import { subtree } from "./processTree";
import { isListenedOn, OWN_NETWORK, socketsOf, type SystemSocket } from "./sockets";

const SECOND_LOOK_MS = 40;

/**
 * The sockets of a process and its children as the sandbox sees them: a Node process's ports are
 * those that it asked for, any other program's are the machine's.
 */
export async function portsOfProcess(
  table: PortTable,
  pid: number,
  network = OWN_NETWORK,
): Promise<SystemSocket[]> {
  const pids = await subtree(pid);
  const sockets = await socketsOf(pids, network);
  const mapped = new Map(table.list().map((claim) => [claim.mapped, claim]));
  const claims = [...mapped.values()].filter((claim) => pids.includes(claim.pid));
  const others = sockets.flatMap((socket) => {
    const claim = mapped.get(socket.localPort);
    if (!claim) return [socket];
    return socket.state === "LISTEN" ? [] : [{ ...socket, localPort: claim.port }];
  });
  return [...claims.map((claim) => listener(claim, sockets)), ...others];
}

/**
 * Whether a process and its children listen on all of `ports` where the network can reach them: what
 * `waitForPorts` waits for. Dev servers open and close a port once to see whether it is free: a
 * second look rules that out.
 */
export async function listensSteadily(
  table: PortTable,
  pid: number,
  ports: readonly number[],
  network = OWN_NETWORK,
): Promise<boolean> {
  const first = await listenersOnAll(table, pid, ports, network);
  if (first === undefined) return false;
  await sleep(SECOND_LOOK_MS, undefined, { ref: false });
  return first === (await listenersOnAll(table, pid, ports, network));
}

/** Names the sockets on all of `ports`, so that two looks can be compared; undefined if one is missing. */
async function listenersOnAll(
  table: PortTable,
  pid: number,
  ports: readonly number[],
  network: string,
): Promise<string | undefined> {
  const pids = await subtree(pid);
  const claims = table.list();
  const open = new Map<number, string>();
  for (const { pid: owner, port, host, mapped } of claims) {
    if (pids.includes(owner) && !isLoopbackHost(host)) open.set(port, `${port}=${mapped}`);
  }
  const missing = ports.filter((port) => !open.has(port));
  const heard = await Promise.all(missing.map((port) => isListenedOn(port, network)));
  if (heard.includes(false)) return undefined;
  const sockets = missing.length > 0 ? await socketsOf(pids, network) : [];
  const mapped = new Set(claims.map((claim) => claim.mapped));
  for (const { localPort, localAddr, state } of sockets) {
    const isReachable = state === "LISTEN" && !isLoopbackHost(localAddr);
    if (isReachable && !mapped.has(localPort)) open.set(localPort, `${localPort}`);
  }
  const found = ports.map((port) => open.get(port));
  return found.includes(undefined) ? undefined : found.join(" ");
}

function listener(claim: MappedPort, sockets: readonly SystemSocket[]): SystemSocket {
  return {
    pid: claim.pid,
    protocol: "tcp",
    localAddr: shownHost(claim.host),
    localPort: claim.port,
    remoteAddr: "",
    remotePort: 0,
    state: "LISTEN",
    processName: sockets.find((socket) => socket.pid === claim.pid)?.processName ?? "node",
  };
}

function shownHost(host: string): string {
  if (host === "" || host === "::") return "*";
  return host === "localhost" ? "127.0.0.1" : host;
}
