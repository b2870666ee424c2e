import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync, readlinkSync, rmSync } from "node:fs";
import type { Agent } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Connector } from "./connector";
import { endedEarly, spawnMarked, type Mark } from "./marked";
import { mountsOf, NAME_SERVER } from "./mounts";

/** What a namespace is made of. */
export interface NamespaceOptions {
  /** The sandbox's `/`. */
  root: string;
  /** What its processes inherit. */
  env: Readonly<Record<string, string>>;
  mark: Mark;
}

/** Ends when its input does, that is at the latest with the server. */
const HOLD = "echo; read -r _";

/**
 * A sandbox's own view of files and network: `/` is the sandbox's folder, ports are its own, and the
 * way out leads through `pasta`. Processes get in by `nsenter`, so their ids are those of the machine.
 */
export class Namespace {
  /** A process that is in it as long as it lasts. */
  readonly pid: number;
  /** Resolves when it can no longer be entered: a process that made it was killed, or it was closed. */
  readonly lost: Promise<void>;
  readonly #holder: ChildProcess;
  readonly #connector: Connector;
  /** The id of `pasta`, which does not notice that the network has gone. */
  readonly #wayOut: number;
  /** Which one it is, as the system shows it: ids of processes are used again. */
  readonly #identity: string;

  private constructor(mark: Mark, holder: ChildProcess, pid: number, wayOut: number) {
    this.pid = pid;
    this.#wayOut = wayOut;
    this.#holder = holder;
    this.#identity = identityOf(pid);
    this.lost = new Promise((resolve) => holder.once("exit", () => resolve()));
    this.#connector = new Connector((words) =>
      // The files are the machine's there, so that it finds its program.
      spawnMarked(
        mark,
        [...enter(pid), "--net", "--", ...words],
        ["ignore", "ignore", "ignore", "ipc"],
      ),
    );
  }

  /** Makes one. Rejects with what the system says where it does not allow it. */
  static async start({ root, env, mark }: NamespaceOptions): Promise<Namespace> {
    const mounts = mountsOf(root, env);
    const holder = spawnMarked(
      mark,
      [
        ..."bwrap --unshare-user --uid 0 --gid 0 --unshare-net".split(" "),
        ...mounts.arguments,
        ..."--info-fd 4 -- /bin/sh -c".split(" "),
        HOLD,
      ],
      ["pipe", "pipe", "pipe", "pipe", "pipe"],
    );
    try {
      const [, , , nameServer, info] = holder.stdio;
      if (nameServer && "end" in nameServer) nameServer.end(mounts.nameServer);
      if (!holder.stdout || !(info instanceof Readable)) throw await endedEarly("bwrap", holder);
      const ended = once(holder, "exit").then(async () => {
        throw await endedEarly("bwrap", holder);
      });
      const [pid] = await Promise.race([
        Promise.all([childPid(info), once(holder.stdout, "data")]),
        ended,
      ]);
      ended.catch(() => undefined);
      const wayOut = await openNetwork(mark, pid, join(root, "tmp"));
      letRest(holder);
      return new Namespace(mark, holder, pid, wayOut);
    } catch (error) {
      holder.stdin?.end();
      throw error;
    }
  }

  /** The words that run `words` in it, in `folder`. */
  enter(words: readonly string[], folder: string): string[] {
    const inFolder = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', folder, ...words];
    return [...enter(this.pid), "--mount", "--net", "--", ...inFolder];
  }

  /** Connects requests to what listens in it. */
  get agent(): Agent {
    return this.#connector;
  }

  /** Where the system shows its sockets. */
  get network(): string {
    return `/proc/${this.pid}/net`;
  }

  /** Where the server finds a path of it. */
  outside(path: string): string {
    return `/proc/${this.pid}/root${path}`;
  }

  /** Whether it can be entered: the system may be faster than the news in `lost`. */
  isThere(): boolean {
    return identityOf(this.pid) === this.#identity && !hasEnded(this.#holder);
  }

  /** Lets it go: it ends with its last process. */
  close(): void {
    this.#connector.close();
    this.#holder.stdin?.end();
    // It may have been killed, and its id be another's now.
    if (commandOf(this.#wayOut).startsWith("pas")) process.kill(this.#wayOut);
  }
}

const enter = (pid: number) => [
  ..."nsenter --user --preserve-credentials --target".split(" "),
  String(pid),
];

/** The way from the sandbox to the network, and to the machine's name server: the id of what keeps it. */
async function openNetwork(mark: Mark, pid: number, folder: string): Promise<number> {
  const idFile = join(folder, `.${randomUUID()}`);
  const ways = ["--tcp-ports", "--udp-ports", "--tcp-ns", "--udp-ns"];
  const pasta = spawnMarked(
    mark,
    [
      ..."pasta --quiet --config-net --no-map-gw --dns-forward".split(" "),
      NAME_SERVER,
      ...ways.flatMap((way) => [way, "none"]),
      // It would become another user, who may not enter.
      ...(process.getuid?.() === 0 ? ["--runas", "0"] : []),
      "--pid",
      idFile,
      String(pid),
    ],
    ["ignore", "ignore", "pipe"],
  );
  // It goes on in the background once all is set up.
  const [code] = await once(pasta, "exit");
  try {
    if (code !== 0) throw await endedEarly("pasta", pasta);
    pasta.stderr?.destroy();
    return Number(readFileSync(idFile, "utf8"));
  } finally {
    rmSync(idFile, { force: true });
  }
}

/** The name of a program that runs; empty when it is gone. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8");
  } catch {
    return "";
  }
}

/** What `bwrap` writes about the process that it made; never, if it makes none. */
function childPid(info: Readable): Promise<number> {
  let said = "";
  return new Promise((resolve) => {
    info.on("data", (piece) => {
      said += String(piece);
      const [, pid] = /"child-pid": (\d+)\D/.exec(said) ?? [];
      if (pid !== undefined) resolve(Number(pid));
    });
  });
}

/** The name of a process's network; empty when it is gone, also when its parent has not noticed. */
function identityOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return "";
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode !== null || signalCode !== null;

/** Keeps this process from waiting for it. */
function letRest(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) {
    if (stream && "unref" in stream && typeof stream.unref === "function") stream.unref();
  }
}
