import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";

/** A socket of a process as the system shows it, in the words of `ss`. */
export interface SystemSocket {
  pid: number;
  protocol: "tcp" | "udp";
  localAddr: string;
  localPort: number;
  remoteAddr: string;
  remotePort: number;
  state: string;
  processName: string;
}

const run = promisify(execFile);

/** Where Linux shows the sockets of the network that this process is in. */
export const OWN_NETWORK = "/proc/net";

/** All internet sockets of some processes, which are all in one network. */
export async function socketsOf(
  pids: readonly number[],
  network = OWN_NETWORK,
): Promise<SystemSocket[]> {
  if (pids.length === 0) return [];
  return process.platform === "linux" ? fromProc(pids, network) : fromLsof(pids);
}

/** What is listened on in a network, by whichever process. */
export async function listenersIn(network: string): Promise<Listener[]> {
  const rows = await Promise.all([rowsOf(network, "tcp"), rowsOf(network, "tcp6")]);
  return rows
    .flat()
    .map(({ socket }) => socket)
    .filter(({ state }) => state === "LISTEN");
}

/** Whether any process of a network listens on a port: a cheap question before the dear one. */
export async function isListenedOn(port: number, network: string): Promise<boolean> {
  if (process.platform !== "linux") return true;
  return (await listenersIn(network)).some(({ localPort }) => localPort === port);
}

const STATES: Record<string, string> = {
  "01": "ESTAB",
  "02": "SYN-SENT",
  "03": "SYN-RECV",
  "04": "FIN-WAIT-1",
  "05": "FIN-WAIT-2",
  "06": "TIME-WAIT",
  "07": "UNCONN",
  "08": "CLOSE-WAIT",
  "09": "LAST-ACK",
  "0A": "LISTEN",
  "0B": "CLOSING",
};

/** A socket, whichever process has it. */
export type Listener = Omit<SystemSocket, "pid" | "processName">;

interface Row {
  inode: string;
  socket: Listener;
}

async function fromProc(pids: readonly number[], network: string): Promise<SystemSocket[]> {
  const tables = ["tcp", "tcp6", "udp", "udp6"].map((table) => rowsOf(network, table));
  const rows = (await Promise.all(tables)).flat();
  const byInode = new Map(rows.map((row) => [row.inode, row]));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const inodes = await socketInodes(pid);
      const sockets = inodes.map((inode) => byInode.get(inode)).filter((row) => !!row);
      if (sockets.length === 0) return [];
      const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
      return sockets.map((row) => ({ pid, ...row.socket, processName: name.trim() }));
    }),
  );
  return found.flat();
}

async function socketInodes(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const links = await Promise.all(
    descriptors.map((descriptor) => readlink(`${folder}/${descriptor}`).catch(() => "")),
  );
  return [...new Set(links)].flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

async function rowsOf(network: string, table: string): Promise<Row[]> {
  const text = await readFile(`${network}/${table}`, "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
      if (!local || !remote || !state || !inode) return [];
      const here = parseEndpoint(local);
      const there = parseEndpoint(remote);
      const socket = {
        protocol: table.startsWith("tcp") ? ("tcp" as const) : ("udp" as const),
        localAddr: here.address,
        localPort: here.port,
        remoteAddr: there.port === 0 ? "" : there.address,
        remotePort: there.port,
        state: STATES[state] ?? state,
      };
      return { inode, socket };
    });
}

/** The kernel writes addresses in hexadecimal, each 32 bits with the last byte first. */
function parseEndpoint(text: string): { address: string; port: number } {
  const [hex = "", port = "0"] = text.split(":");
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    [...Buffer.from(word, "hex")].toReversed(),
  );
  return { address: formatAddress(bytes), port: parseInt(port, 16) };
}

function formatAddress(bytes: number[]): string {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.every((byte) => byte === 0)) return "*";
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return "::1";
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff;
  if (mapped) return bytes.slice(12).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  return groups.join(":");
}

async function fromLsof(pids: readonly number[]): Promise<SystemSocket[]> {
  const args = ["-nP", "-iTCP", "-iUDP", "-a", "-p", pids.join(","), "-F", "pcPnT"];
  // It exits with 1 when there is nothing to show.
  const { stdout } = await run("lsof", args).catch(() => ({ stdout: "" }));
  return parseLsof(stdout);
}

/** Reads `lsof -F`: one field a line, its kind in the first character. */
export function parseLsof(text: string): SystemSocket[] {
  const sockets: SystemSocket[] = [];
  let pid = 0;
  let processName = "";
  let protocol: "tcp" | "udp" = "tcp";
  for (const line of text.split("\n")) {
    const value = line.slice(1);
    const last = sockets[sockets.length - 1];
    if (line.startsWith("p")) pid = Number(value);
    else if (line.startsWith("c")) processName = value;
    else if (line.startsWith("P")) protocol = value === "UDP" ? "udp" : "tcp";
    else if (line.startsWith("n")) {
      const [local = "", remote = ""] = value.split("->");
      const here = splitAddress(local);
      const there = splitAddress(remote);
      sockets.push({
        pid,
        protocol,
        localAddr: here.address,
        localPort: here.port,
        remoteAddr: there.address,
        remotePort: there.port,
        state: "",
        processName,
      });
    } else if (line.startsWith("TST=") && last) last.state = value.slice(3);
  }
  return sockets.filter(({ localPort }) => localPort > 0);
}

function splitAddress(text: string): { address: string; port: number } {
  const colon = text.lastIndexOf(":");
  const address = text.slice(0, Math.max(colon, 0)).replace(/^\[|\]$/g, "");
  return { address, port: Number(text.slice(colon + 1)) || 0 };
}
