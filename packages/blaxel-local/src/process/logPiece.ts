import type { StreamName } from "./journal";

/** A piece of a log on its way to one reader. */
export interface LogPiece {
  /**
   * The stream of the output; or what the server says between runs, to connected readers, or where
   * output is missing.
   */
  readonly kind: StreamName | "restart" | "live-notice" | "gap";
  readonly bytes: Buffer;
}
