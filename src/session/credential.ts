/** How long a caller waits for a session: longer than one attempt, whose own error says more. */
export const WAIT_LIMIT_MS = 35_000;

/**
 * An address and the token for it, which is a private field, so that nothing that walks over the
 * object (dehydration, devtools, a log) can meet it.
 */
export class Credential<Token, Expiry> {
  readonly #token: Token;

  constructor(
    /** Of the session, or of the preview. */
    readonly name: string,
    /** Where it answers; a sandbox without a trailing slash. */
    readonly url: string,
    token: Token,
    /** When the token ends by this device's clock, in milliseconds since 1970. */
    readonly expiresAt: Expiry,
    /** Counts the sessions of one store: a higher one came later. */
    readonly generation = 0,
  ) {
    this.#token = token;
  }

  get token(): Token {
    return this.#token;
  }
}

/** What lets a browser into one sandbox for a while. */
export type SessionCredential = Credential<string, number>;

/** Where a preview answers, and its token if it is private. */
export type PreviewAddress = Credential<string | undefined, number | undefined>;
