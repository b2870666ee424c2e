/**
 * One request that the local sandbox answered, for tests that count. Never holds a token.
 *
 * @example
 * ```ts
 * const starts = local
 *   .requests()
 *   .filter(({ method, path }) => method === "POST" && path === "/process");
 * ```
 */
export interface RecordedRequest {
  readonly method: string;
  /** What the addressed part saw, query included, without prefix and token. */
  readonly path: string;
  /** Which part: the control plane, the sandbox API, or an app; `other` is everything refused before. */
  readonly kind: "control" | "session" | "preview" | "other";
  /** The sandbox's name, where one was addressed. */
  readonly sandbox: string | undefined;
  /** The preview's or session's name, where one was addressed. */
  readonly preview: string | undefined;
  readonly startedAt: number;
  /** `undefined` until the answer begins; 101 for a WebSocket; 0 when the connection ended before. */
  status: number | undefined;
  /** `undefined` while the answer is still being sent. */
  durationMs: number | undefined;
}

/** Keeps the newest requests. */
export interface RequestLog {
  add(request: RecordedRequest): void;
  /** Reports a request that has ended to `onEnded`. */
  ended(request: RecordedRequest): void;
  list(): readonly RecordedRequest[];
}

/** Makes a log that keeps at most `limit` requests, and calls `onEnded` for each that has ended. */
export function createRequestLog(
  limit: number,
  onEnded: ((request: RecordedRequest) => void) | undefined,
): RequestLog {
  let requests: RecordedRequest[] = [];
  return {
    add: (request) => {
      requests.push(request);
      if (requests.length >= limit * 2) requests = requests.slice(-limit);
    },
    ended: (request) => {
      request.durationMs ??= Date.now() - request.startedAt;
      onEnded?.(request);
    },
    list: () => requests.slice(-limit),
  };
}
