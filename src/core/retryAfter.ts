const LONGEST_MS = 86_400_000;

/** What a `Retry-After` header asks for, in milliseconds: seconds or a date, a day at the most. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get("retry-after");
  if (!value) return undefined;
  const seconds = Number(value);
  const now = Date.parse(headers.get("date") ?? "") || Date.now();
  const ms = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS);
}
