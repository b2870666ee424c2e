/** What a field of an answer has to be. */
export type Wanted = "fields" | "text" | "url" | "token" | "time" | "seconds" | "life";

/** What there is to say about an attempt that failed. */
export type Evidence = FieldEvidence | ResponseEvidence | { limitMs: number };

/** A field that is not what it has to be. */
export interface FieldEvidence {
  path: string;
  wanted: Wanted;
  value?: unknown;
}

/** A response that is a failure, or whose body is no answer. */
export interface ResponseEvidence {
  response: Response;
  /** The body: `undefined` if there was too much of it or nobody wanted it, `null` if it broke. */
  text: string | null | undefined;
  /** What the body says, if it is JSON. */
  answer: unknown;
}

/**
 * An answer that cannot be used, or none, before anybody has put it into words. Never leaves this folder: what
 * it carries may be a credential.
 */
export class EndpointFault extends Error {
  constructor(readonly evidence: Evidence) {
    super("path" in evidence ? evidence.path : "");
  }
}
