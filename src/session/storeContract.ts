import type { PreviewAddress, SessionCredential } from "./credential";
import type { SandboxSessionEvent } from "./sessionEvent";
import type { SandboxSession } from "./sessionState";

export interface Cancellable {
  signal?: AbortSignal | undefined;
}

/**
 * One session of one sandbox, shared by everything on the page that uses it: fetched when the first
 * reader comes, renewed while there are readers, at rest when the last has gone.
 */
export interface SessionStore {
  readonly id: string;
  /** `false` when the provider says that nothing may start, or when there is none. */
  readonly enabled: boolean;
  /** Keeps the session alive and hears of every change of the snapshot. */
  subscribe(listener: () => void): () => void;
  getSnapshot(): SandboxSession;
  getServerSnapshot(): SandboxSession;
  /** The credential as it is known, without waiting; it may have been refused or ended. */
  peek(): SessionCredential | undefined;
  /** A credential with life left, waiting for one if need be. Rejects with a `SandboxError`. */
  credential(options?: Cancellable): Promise<SessionCredential>;
  /** Another credential than `used`, which the sandbox has refused. */
  replace(used: SessionCredential, options?: Cancellable): Promise<SessionCredential>;
  /** Where a preview answers; the main one without a name. */
  preview(name?: string): PreviewAddress | undefined;
  /** Another address or token than `used`, which the gateway has refused. */
  replacePreview(used: PreviewAddress, options?: Cancellable): Promise<PreviewAddress>;
  /** Hears of what happens, for telemetry. */
  observe(listener: (event: SandboxSessionEvent) => void): () => void;
}
