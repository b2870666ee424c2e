/** A start that the real server refuses with 422, in its words. */
export class StartRefused extends Error {
  override readonly name = "StartRefused";
}

/** The refusal of a start that the system does not allow. */
export const forkRefused = (reason: string) =>
  new StartRefused(`failed to start process: fork/exec /bin/sh: ${reason}`);
