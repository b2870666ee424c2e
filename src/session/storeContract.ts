import type { Cancellable } from "../core";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import type { PreviewAddress, SessionCredential } from "./credential";
import type { SandboxEndpoint } from "./endpoint";
import type { SandboxSessionEvent } from "./sessionEvent";
import type { SandboxSession } from "./sessionState";

/**
 * One session of one sandbox, shared by everything on the page that uses it: fetched when the first
 * reader comes, renewed while there are readers, at rest when the last has gone.
 */
export interface SessionStore {
  readonly id: string;
  /** `false` when the provider says that nothing may start, or when there is none. */
  readonly enabled: boolean;
  /** Keeps the session alive and hears of every change of the snapshot. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => SandboxSession;
  readonly getServerSnapshot: () => SandboxSession;
  /** The credential as it is known, without waiting; it may have been refused or ended. */
  readonly peek: () => SessionCredential | undefined;
  /** A credential with life left, waiting for one if need be. Rejects with a `SandboxError`. */
  readonly credential: (options?: Cancellable) => Promise<SessionCredential>;
  /** Another credential than `used`, which the sandbox has refused. */
  readonly replace: (used: SessionCredential, options?: Cancellable) => Promise<SessionCredential>;
  /** Where a preview answers; the main one without a name. */
  readonly preview: (name?: string) => PreviewAddress | undefined;
  /** Another address or token than `used`, which the gateway has refused. */
  readonly replacePreview: (used: PreviewAddress, options?: Cancellable) => Promise<PreviewAddress>;
  /** Hears of what happens, for telemetry. */
  readonly observe: (listener: (event: SandboxSessionEvent) => void) => () => void;
}

/** What providers do to the store that they share. */
export interface SharedSession extends SessionStore {
  /** Keeps what is known, also while there are no readers, until the function it returns is called. */
  readonly hold: () => () => void;
  /** Takes over what a server knew, unless something newer is known. */
  readonly hydrate: (initial: SandboxHandoff | SandboxSessionResponse) => void;
  /** From now on asks here. */
  readonly setEndpoint: (endpoint: SandboxEndpoint) => void;
}
