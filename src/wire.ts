/** One preview in the answer of a session endpoint. */
export interface PreviewAnswer {
  /** Where the app is served: `https:`, or `http:` on loopback. */
  url: string;
  /** Needed by a private preview only. */
  token?: string | undefined;
  /** When `token` ends, ISO 8601. */
  expires_at?: string | undefined;
}

/**
 * What a session endpoint answers: the shape that `createSandboxBackend` sends, and that a
 * hand-written route has to send. Only `session` is required.
 *
 * @example
 * ```ts
 * const answer: SandboxSessionResponse = {
 *   session: { name: "session-1", url: "https://…", token: "…", expiresAt: "2030-01-01T00:00:00Z" },
 *   preview_url: "https://…",
 * };
 * ```
 */
export interface SandboxSessionResponse {
  session: {
    /** The name of the session (not of the sandbox). */
    name: string;
    /** Where the sandbox API answers for this session. */
    url: string;
    /** The credential of this session. */
    token: string;
    /** When the session ends: ISO 8601 (a `Date` when it never crossed a wire). */
    expiresAt: string | Date;
  };
  /** The main preview. */
  preview_url?: string | null | undefined;
  /** All previews by name. */
  previews?: Record<string, PreviewAnswer> | undefined;
  /** Seconds that the session still has: trusted over `session.expiresAt`, as it needs no clock. */
  expires_in?: number | undefined;
  /** Seconds after which the client should ask again. */
  refresh_in?: number | undefined;
  /** The server's clock as it answered, ISO 8601. */
  server_time?: string | undefined;
}

/**
 * A hand-off from server rendering: what the first paint needs, without the credential.
 *
 * @example
 * ```tsx
 * <SandboxProvider endpoint="/api/sandbox" initial={await backend.initial(identity)}>
 * ```
 */
export type SandboxHandoff = Pick<
  SandboxSessionResponse,
  "preview_url" | "previews" | "server_time"
> & { session?: undefined };
