import { randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { Namespace, type Isolation } from "../isolation";
import type { Profile } from "../profile";
import { newTemporaryFolder } from "../temporaryFolder";
import { errorCode, messageOf } from "../nodeErrors";
import { GroupGuard, setLimit } from "./groupGuard";
import type { StreamName } from "./journal";
import { ManagedProcess, type ProcessHost } from "./managedProcess";
import type { ProcessSpec } from "./processSpec";
import { OutputFile } from "./outputFile";
import { withNodeOption } from "./processEnv";
import { ProcessGroup } from "./processGroup";
import { NameHistory } from "./nameHistory";
import { shellWords } from "./shell";
import { forkRefused, StartRefused } from "./startRefused";
import { interactiveShell, withoutStartupFiles, type ShellStart } from "./shellStart";

export interface ProcessTableOptions {
  profile: Profile;
  isolation: Isolation["kind"];
  /** The folder that is the sandbox's `/`. */
  root: string;
  /** What every process finds in its environment. */
  env: Record<string, string>;
  /** What every Node process is started with, where the sandbox has no network of its own. */
  nodeOption: string;
  /** The folder on disk for a working directory of the sandbox; undefined if it leads outside. */
  folderFor(workingDir: string): string | undefined;
  /** @default 1000 */
  restartPauseMs?: number | undefined;
}

/** A first `bash` whose input is a socket, as Node's is, takes itself for a remote one and reads `.bashrc`. */
const UNDER_A_SHELL = { SHLVL: "1" };
const TERMINAL_ENV = { TERM: "xterm-256color" };
const SURVIVORS_EVERY_MS = 5000;
const NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const LONGEST_FILE_NAME = 255;
const LOG_FOLDER = "/var/log/sandbox-api";
/** The longest single argument that Linux passes to a program. */
const LONGEST_ARGUMENT_BYTES = 131_071;
const MOST_RUNNING = 1000;

/** All processes of one sandbox, finished ones included. */
export class ProcessTable {
  /** The sandbox's own temporary folder: logs and ports. There is none before the first process. */
  readonly folder: string;
  readonly #temporary = newTemporaryFolder("processes");
  readonly #options: ProcessTableOptions;
  readonly #processes = new Map<string, ManagedProcess>();
  readonly #histories = new Map<string, NameHistory>();
  /** Names whose process is about to run. */
  readonly #starting = new Set<string>();
  readonly #host: ProcessHost;
  /** Groups whose leader has gone and whose other members may not have. */
  readonly #survivors = new Set<ProcessGroup>();
  #survivorCheck: NodeJS.Timeout | undefined;
  #guard: GroupGuard | undefined;
  /** There is none before the first process. */
  #namespace: Namespace | undefined;
  #opening: Promise<Namespace> | undefined;
  #runs = 0;
  #closed = false;

  constructor(options: ProcessTableOptions) {
    this.#options = options;
    this.folder = this.#temporary.path;
    this.#host = {
      profile: options.profile,
      restartPauseMs: options.restartPauseMs ?? 1000,
      startGroup: (spec, files) => this.#startGroup(spec, files),
      exited: (group) => this.#outlived(group),
    };
  }

  /** Starts a process. Rejects with `StartRefused`. */
  async start(spec: ProcessSpec): Promise<ManagedProcess> {
    if (this.#closed) throw new StartRefused("failed to start process: the sandbox is closed");
    const name = spec.name || `proc-${randomName()}`;
    this.#guardian();
    const files = this.#openFiles(name);
    this.#starting.add(name);
    try {
      const named = { ...spec, name };
      const group = await this.#startGroup(named, files);
      const process = new ManagedProcess(named, files, group, this.#host);
      this.#processes.set(process.pid, process);
      this.history(name).add(process);
      if (this.#closed) process.abandon();
      return process;
    } catch (error) {
      files.stdout.remove();
      files.stderr.remove();
      throw error;
    } finally {
      this.#starting.delete(name);
    }
  }

  /**
   * How to start a shell for a terminal, where processes run and marked like them; the caller tells the
   * guard. Rejects with what the real server says.
   */
  async prepareShell(asked: { shell: string; workingDir: string }): Promise<ShellStart> {
    if (this.#closed) throw new StartRefused("the sandbox is closed");
    const guard = this.#guardian();
    const namespace = await this.#inside();
    const env = this.#env(TERMINAL_ENV, namespace);
    const shell = await interactiveShell(
      asked.shell,
      env,
      (path) => namespace?.outside(path) ?? path,
    );
    const folder = await this.#folder({ command: shell, ...asked }, namespace).catch(() => {
      // The real server's own words, although it is the folder that is not there.
      throw new StartRefused(`fork/exec ${shell}: no such file or directory`);
    });
    const words = namespace ? namespace.enter([shell], folder) : withoutStartupFiles(shell);
    const marked = `${setLimit(this.#temporary.number)}; exec "$0" "$@"`;
    return {
      words: ["/bin/sh", "-c", marked, ...words],
      cwd: namespace ? "/" : folder,
      env,
      guard,
    };
  }

  /** Whether a process of that name runs or is about to. */
  isTaken(name: string): boolean {
    return this.#starting.has(name) || this.find(name)?.status === "running";
  }

  /** By pid, or by name the one that started last. A name that looks like a number is a pid. */
  find(identifier: string): ManagedProcess | undefined {
    if (/^[+-]?\d+$/.test(identifier)) return this.#processes.get(identifier);
    let latest: ManagedProcess | undefined;
    for (const process of this.#processes.values()) {
      if (process.spec.name !== identifier) continue;
      if (!latest || process.startedAt >= latest.startedAt) latest = process;
    }
    return latest;
  }

  /** In no order, as the real server lists them. */
  list(): ManagedProcess[] {
    const processes = [...this.#processes.values()];
    for (let last = processes.length - 1; last > 0; last--) {
      const other = randomInt(last + 1);
      const [a, b] = [processes[last], processes[other]];
      if (a && b) [processes[last], processes[other]] = [b, a];
    }
    return processes;
  }

  /** What has run under a name: profile A keeps its logs by name. */
  history(name: string): NameHistory {
    const known = this.#histories.get(name);
    if (known) return known;
    const history = new NameHistory();
    this.#histories.set(name, history);
    return history;
  }

  /** The processes' own view of files and network, once a process has run. */
  get namespace(): Namespace | undefined {
    return this.#namespace?.isThere() ? this.#namespace : undefined;
  }

  /** Ends all processes and removes what they wrote to. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#survivorCheck);
    const running = [...this.#processes.values()].filter((process) => !process.isFinished);
    for (const process of running) process.abandon();
    for (const group of this.#survivors) group.signal("SIGKILL");
    await Promise.all(running.map((process) => process.finished));
    await this.#opening?.catch(() => undefined);
    this.#namespace?.close();
    await this.#guard?.close();
  }

  async #startGroup(spec: ProcessSpec, files: Record<StreamName, OutputFile>) {
    const namespace = await this.#inside();
    const folder = await this.#folder(spec, namespace);
    const isTooMany = this.list().filter((each) => !each.isFinished).length >= MOST_RUNNING;
    if (isTooMany) throw forkRefused("resource temporarily unavailable");
    const env = this.#env(spec.env, namespace);
    if (this.#closed) throw new StartRefused("failed to start process: the sandbox is closed");
    const words = [...shellWords(env), this.#commandLine(spec.command, namespace)];
    return ProcessGroup.start({
      words: namespace ? namespace.enter(words, folder) : words,
      cwd: namespace ? "/" : folder,
      env,
      stdout: files.stdout.openForProcess(),
      stderr: files.stderr.openForProcess(),
      stdin: spec.stdin,
      guard: this.#guardian(),
      limit: this.#temporary.number,
    }).catch((error: unknown) => {
      // A NUL in the command or the environment.
      const isInvalid = errorCode(error)?.startsWith("ERR_INVALID_ARG");
      throw forkRefused(isInvalid ? "invalid argument" : String(error));
    });
  }

  #env(own: Readonly<Record<string, string>>, namespace?: Namespace): Record<string, string> {
    const { env, nodeOption } = this.#options;
    const marked = { ...UNDER_A_SHELL, ...env, ...own, BLAXEL_LOCAL_SANDBOX: this.folder };
    return namespace ? marked : withNodeOption(marked, nodeOption);
  }

  /** The processes' own view of files and network; undefined if they have the machine's. */
  async #inside(): Promise<Namespace | undefined> {
    if (this.#options.isolation === "none") return undefined;
    const { root, env } = this.#options;
    const mark = {
      command: setLimit(this.#temporary.number),
      env: { BLAXEL_LOCAL_SANDBOX: this.folder },
    };
    if (this.#namespace) this.#leaveIfLost(this.#namespace);
    this.#opening ??= Namespace.start({ root, env, mark });
    try {
      const namespace = await this.#opening;
      if (namespace === this.#namespace) return namespace;
      void namespace.lost.then(() => this.#leaveIfLost(namespace));
      return (this.#namespace = namespace);
    } catch (error) {
      this.#opening = undefined;
      throw forkRefused(messageOf(error));
    }
  }

  /** What runs in a view that can be entered no more can be reached no more either: it ends. */
  #leaveIfLost(namespace: Namespace): void {
    if (namespace !== this.#namespace || namespace.isThere()) return;
    this.#namespace = this.#opening = undefined;
    namespace.close();
    for (const process of this.#processes.values()) process.lose();
    for (const group of this.#survivors) group.signal("SIGKILL");
  }

  /** Where a process is to start, as it will see it. */
  async #folder(
    { command, workingDir }: Pick<ProcessSpec, "command" | "workingDir">,
    namespace?: Namespace,
  ): Promise<string> {
    const onDisk = this.#options.folderFor(workingDir);
    const inside = posix.normalize(`/${workingDir}`);
    const folder = onDisk ?? namespace?.outside(inside);
    const there = folder === undefined ? undefined : await stat(folder).catch(() => undefined);
    if (folder === undefined || !there) {
      throw new StartRefused(
        `failed to start process: could not execute command '${command}' because folder '${workingDir}' does not exist`,
      );
    }
    if (!there.isDirectory()) {
      throw forkRefused("not a directory");
    }
    return namespace ? inside : folder;
  }

  /** Newer servers also run what is too long to be an argument. */
  #commandLine(command: string, namespace?: Namespace): string {
    if (Buffer.byteLength(command) <= LONGEST_ARGUMENT_BYTES) return command;
    if (this.#options.profile === "A") throw forkRefused("argument list too long");
    const file = join(namespace ? "/run" : this.folder, `${++this.#runs}.sh`);
    writeFileSync(namespace?.outside(file) ?? file, command);
    return `eval "$(cat '${file}')"`;
  }

  #openFiles(name: string): Record<StreamName, OutputFile> {
    const path = `${LOG_FOLDER}/${name}.stdout.log`;
    const refuse = (reason: string) =>
      new StartRefused(
        `failed to start process: failed to create stdout log file: open ${path}: ${reason}`,
      );
    if (name.includes("\0")) throw refuse("invalid argument");
    if (name.includes("/")) throw refuse("no such file or directory");
    if (Buffer.byteLength(`${name}.stdout.log`) > LONGEST_FILE_NAME) {
      throw refuse("file name too long");
    }
    const prefix = join(this.folder, "logs", String(++this.#runs));
    return {
      stdout: new OutputFile(`${prefix}.stdout.log`),
      stderr: new OutputFile(`${prefix}.stderr.log`),
    };
  }

  #guardian(): GroupGuard {
    if (this.#guard) return this.#guard;
    // It also removes the folder, so nothing of it is made before there is a guard.
    this.#guard = new GroupGuard(this.#temporary);
    mkdirSync(this.folder, { mode: 0o700 });
    for (const part of ["logs", "ports"]) mkdirSync(join(this.folder, part));
    return this.#guard;
  }

  #outlived(group: ProcessGroup): void {
    if (!group.isAlive()) return;
    this.#survivors.add(group);
    this.#survivorCheck ??= setInterval(() => {
      for (const survivor of this.#survivors) {
        if (!survivor.isAlive()) this.#survivors.delete(survivor);
      }
    }, SURVIVORS_EVERY_MS).unref();
  }
}

const randomName = () =>
  Array.from({ length: 8 }, () => NAME_CHARACTERS[randomInt(NAME_CHARACTERS.length)]).join("");
