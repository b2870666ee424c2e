/**
 * Runs one request with a signal of its own that follows `signal`, and lets go of that afterwards:
 * long lives ask often, and each request would leave a listener behind.
 */
export async function withOwnSignal<T>(
  signal: AbortSignal,
  request: (own: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const follow = () => own.abort(signal.reason);
  if (signal.aborted) follow();
  signal.addEventListener("abort", follow);
  try {
    return await request(own.signal);
  } finally {
    signal.removeEventListener("abort", follow);
  }
}
