/**
 * Has the page report an error as it reports an uncaught one: on its console and to its `error` listeners.
 * Node knows no reporting, and an uncaught error there ends the server for everybody: the console is told.
 */
export function report(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  // oxlint-disable-next-line no-console -- where the page would have put it, too
  else console.error(error);
}

/**
 * Runs what a user of the kit wrote. What it throws, or rejects with later, is reported and goes no
 * further: the caller gets `fallback` and goes on.
 */
export function guarded<Value>(run: () => Value, fallback: Value): Value {
  try {
    const value = run();
    if (value instanceof Promise) value.catch(report);
    return value;
  } catch (error) {
    report(error);
    return fallback;
  }
}
