import type { Cancellable } from "../core";

/** What lets a request into a sandbox. */
export interface SandboxCredential {
  /** Where the sandbox API answers, without a trailing slash. */
  readonly url: string;
  readonly token: string;
}

/** Where requests have their credential from: for the kit, a session. */
export interface CredentialSource {
  /** The credential as it is known, without waiting; it may have been refused or ended. */
  peek(): SandboxCredential | undefined;
  /** A credential with life left, waiting for one if need be. Rejects with a `SandboxError`. */
  credential(options?: Cancellable): Promise<SandboxCredential>;
  /** Another credential than `used`, which the sandbox has refused. */
  replace(used: SandboxCredential, options?: Cancellable): Promise<SandboxCredential>;
}
