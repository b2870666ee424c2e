/** What a field of an answer has to be. */
export type Wanted = "fields" | "text" | "url" | "token" | "time" | "seconds" | "life";

/** What there is to say about an attempt that failed. */
export type Evidence = AnswerEvidence | { limitMs: number };

export type AnswerEvidence =
  | { status: number; headers?: Headers; kind?: unknown }
  | { path: string; wanted: Wanted; value?: unknown }
  | { text: string | undefined; type: string; redirected: boolean };

/**
 * An answer that cannot be used, or none, before anybody has put it into words. Never leaves this folder: what
 * it carries may be a credential.
 */
export class EndpointFault extends Error {
  constructor(
    /** What is wrong, in a word: a status, or the path of a field. */
    subject: string,
    readonly evidence: Evidence,
  ) {
    super(subject);
  }
}
