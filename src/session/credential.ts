/** How long a caller waits for a session: longer than one attempt, whose own error says more. */
export const WAIT_LIMIT_MS = 35_000;

/**
 * What lets a browser into one sandbox for a while. The token is a private field, so that nothing
 * that walks over the object (dehydration, devtools, a log) can meet it.
 */
export class SessionCredential {
  readonly #token: string;

  constructor(
    /** The session's name. */
    readonly name: string,
    /** Where the sandbox API answers, without a trailing slash. */
    readonly url: string,
    token: string,
    /** When it ends by this device's clock, in milliseconds since 1970. */
    readonly expiresAt: number,
    /** Counts the credentials of one store: a higher one came later. */
    readonly generation: number,
  ) {
    this.#token = token;
  }

  get token(): string {
    return this.#token;
  }
}

/** Where a preview answers, and its token if it is private: private to the object as well. */
export class PreviewAddress {
  readonly #token: string | undefined;

  constructor(
    readonly name: string,
    readonly url: string,
    token: string | undefined,
    /** When the token ends by this device's clock, in milliseconds since 1970. */
    readonly expiresAt: number | undefined,
  ) {
    this.#token = token;
  }

  get token(): string | undefined {
    return this.#token;
  }

  /** Whether both lead to the same page with the same token. */
  isSame(other: PreviewAddress): boolean {
    return this.url === other.url && this.#token === other.token;
  }
}
