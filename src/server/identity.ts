import { isPlatformName } from "./sessions";

export const nameRule = "A sandbox is named by 1 to 63 lower-case letters, digits and hyphens.";

const longestUser = 256;

/**
 * What is wrong with an identity, in a sentence that begins with the field; undefined if nothing is. Both
 * fields decide which requests share a session, so neither may be anything that only reads as a text.
 */
export function identityFault(
  identity: { name?: unknown; user?: unknown } | null | undefined,
): string | undefined {
  const { name, user } = identity ?? {};
  if (!isPlatformName(name)) return `\`name\` is ${described(name)}. ${nameRule}`;
  if (user === undefined || isUser(user)) return undefined;
  return `\`user\` is ${described(user)}. A user is named by a text of 1 to ${longestUser} characters, or not at all.`;
}

const isUser = (user: unknown) =>
  typeof user === "string" && user.length >= 1 && user.length <= longestUser;

/** For the backend's log: never the contents of an object, nor of a text too long for a name. */
function described(value: unknown): string {
  if (typeof value === "string") {
    return value.length > 63 ? `a text of ${value.length} characters` : JSON.stringify(value);
  }
  if (typeof value === "number" || value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && "then" in value) return "a promise: `await` it";
  return `of type ${typeof value}`;
}
