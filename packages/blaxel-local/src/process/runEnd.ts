/** Where in the journal a run ended. */
export interface RunEnd {
  /** From here on stands what was found only after the exit. */
  readonly drainedFrom: number;
  readonly end: number;
  /** Whether no other run follows. */
  readonly isFinal: boolean;
}
