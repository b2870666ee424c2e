/** Everything that an error, or whatever was thrown, says: down through its causes. */
export function saidBy(error: unknown): string {
  if (error === undefined || error === null) return "";
  if (!(error instanceof Error)) return JSON.stringify(error);
  const own = Object.getOwnPropertyNames(error).map((name) => String(Reflect.get(error, name)));
  return [error.stack, JSON.stringify(error), ...own, saidBy(error.cause)].join("\n");
}
