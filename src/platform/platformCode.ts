/** The `error.code` of a body in the platform's own form, such as `ROUTE_NOT_FOUND`. */
export function platformCode(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("error" in body)) return undefined;
  const { error } = body;
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Whether an answer says that the session itself is no good: refused, or deleted by somebody else. */
export const refusesSession = (status: number | undefined, code: string | undefined): boolean =>
  status === 401 || status === 403 || (status === 404 && code === "ROUTE_NOT_FOUND");
