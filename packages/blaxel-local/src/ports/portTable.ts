import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** A port that a Node process of the sandbox listens on. */
export interface MappedPort {
  pid: number;
  /** The port and host it asked for; an empty host means all interfaces. */
  port: number;
  host: string;
  /** The port of 127.0.0.1 on which it really listens. */
  mapped: number;
}

/** The ports that a sandbox's Node processes have taken, as the preload wrote them down. */
export class PortTable {
  readonly #folder: string;

  /** `sandboxFolder` is what the processes find in `BLAXEL_LOCAL_SANDBOX`. */
  constructor(sandboxFolder: string) {
    this.#folder = join(sandboxFolder, "ports");
  }

  list(): MappedPort[] {
    if (!existsSync(this.#folder)) return [];
    const seen = new Map<string, MappedPort>();
    // A monitor may ask once more after the sandbox has ended and its folder is gone.
    const names = existsSync(this.#folder) ? readdirSync(this.#folder) : [];
    for (const name of names) {
      const claim = /^\d+\.[46]$/.test(name) ? this.#read(name) : undefined;
      if (claim) seen.set(`${claim.port} ${claim.mapped}`, claim);
    }
    return [...seen.values()];
  }

  /** The listener on `port`: one that the network can reach before one that only loopback can. */
  find(port: number): MappedPort | undefined {
    const claims = [this.#read(`${port}.4`), this.#read(`${port}.6`)].filter((each) => !!each);
    return claims.find(({ host }) => !isLoopbackHost(host)) ?? claims[0];
  }

  #read(name: string): MappedPort | undefined {
    const file = join(this.#folder, name);
    const claim = parseClaim(file);
    if (!claim) return undefined;
    if (!isAlive(claim.pid)) {
      // It was killed and could not give it back.
      rmSync(file, { force: true });
      return undefined;
    }
    return claim.mapped > 0 ? claim : undefined;
  }
}

function parseClaim(file: string): MappedPort | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isClaim(value) ? value : undefined;
  } catch {
    return undefined; // No process has it, or some program wrote there what is none of ours.
  }
}

function isClaim(value: unknown): value is MappedPort {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "port" in value &&
    typeof value.port === "number" &&
    "host" in value &&
    typeof value.host === "string" &&
    "mapped" in value &&
    typeof value.mapped === "number"
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

/** A zombie has given everything back but its id, however late its parent collects it. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.charAt(stat.lastIndexOf(")") + 2) === "Z";
  } catch {
    return false; // There is no /proc on this system, or the process has just been collected.
  }
}

/** Whether what listens there can be reached from the same machine only. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
