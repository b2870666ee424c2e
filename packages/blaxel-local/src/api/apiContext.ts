import type { SandboxNetwork } from "../ports";
import type { ProcessTable } from "../process";
import type { Profile } from "../profile";

/** What the routes about processes share. */
export interface ApiContext {
  profile: Profile;
  table: ProcessTable;
  network: SandboxNetwork;
  /** How a working directory is repeated in answers. */
  showFolder(workingDir: string): string;
  /** Milliseconds between two keepalives of a log stream. */
  keepAliveMs: number;
  /** Milliseconds between two keepalives of a streamed start. */
  eventKeepAliveMs: number;
  /** Milliseconds after which a process that does not read its input is reported. */
  stdinStallMs: number;
}
