// What Node's errors say. They are told by their shape: a test runner that gives a file globals of its own,
// as Jest does, leaves them no instances of the file's `Error`.

/** The message of an error; of anything else that was thrown, the text. */
export function messageOf(error: unknown): string {
  const message = memberOf(error, "message");
  return typeof message === "string" ? message : String(error);
}

/** The code of an error, for instance `"ENOENT"`. */
export function errorCode(error: unknown): string | undefined {
  const code = memberOf(error, "code");
  return typeof code === "string" ? code : undefined;
}

/** Whether the error says that there is nothing at the path. */
export const isMissing = (error: unknown): boolean => errorCode(error) === "ENOENT";

const memberOf = (error: unknown, name: string): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
