import type { StreamName } from "./journal";

/** A piece of a log on its way to one reader. */
export interface LogPiece {
  /**
   * Whose output it is; or what the server says between runs, to those who read along, or where
   * output is missing.
   */
  readonly kind: StreamName | "restart" | "live-notice" | "gap";
  readonly bytes: Buffer;
}
