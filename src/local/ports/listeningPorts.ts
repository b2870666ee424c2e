import { isLoopbackHost, type MappedPort, type PortTable } from "./portTable";
import { subtree } from "./processTree";
import { socketsOf, somebodyListens, type SystemSocket } from "./sockets";

/**
 * The sockets of a process and its children as the sandbox sees them: a Node process's ports are
 * those that it asked for, any other program's are the machine's.
 */
export async function portsOfProcess(table: PortTable, pid: number): Promise<SystemSocket[]> {
  const pids = await subtree(pid);
  const sockets = await socketsOf(pids);
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
 * Whether a process or a child of it listens on all of `ports` where the network can reach it: what
 * `waitForPorts` waits for.
 */
export async function listensOnAll(
  table: PortTable,
  pid: number,
  ports: readonly number[],
): Promise<boolean> {
  const pids = await subtree(pid);
  const open = new Set<number>();
  for (const claim of table.list()) {
    if (pids.includes(claim.pid) && !isLoopbackHost(claim.host)) open.add(claim.port);
  }
  const missing = ports.filter((port) => !open.has(port));
  if (missing.length === 0) return true;
  const heard = await Promise.all(missing.map(somebodyListens));
  if (heard.includes(false)) return false;
  const sockets = await socketsOf(pids);
  const mapped = new Set(table.list().map((claim) => claim.mapped));
  return missing.every((port) =>
    sockets.some(
      (socket) =>
        socket.localPort === port &&
        socket.state === "LISTEN" &&
        !mapped.has(port) &&
        !isLoopbackHost(socket.localAddr),
    ),
  );
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
