import { HttpError } from "../http";

const KINDS = { string: "string", boolean: "bool" } as const;

/**
 * Reads a field of a JSON body. A missing or `null` one is `undefined`; one of another type is
 * refused with the words of Go's decoder.
 */
export function field<K extends keyof typeof KINDS>(
  body: unknown,
  name: string,
  kind: K,
): (K extends "string" ? string : boolean) | undefined;
export function field(body: unknown, name: string, kind: keyof typeof KINDS) {
  const value = asObject(body)[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === kind) return value;
  throw mismatch(value, `Go struct field .${name}`, KINDS[kind]);
}

/** Reads a field that maps names to texts. */
export function textMap(body: unknown, name: string): Record<string, string> {
  const value = asObject(body)[name];
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw mismatch(value, `Go struct field .${name}`, "map[string]string");
  }
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string" && text !== null) {
      throw mismatch(text, `Go struct field .${name}`, "string");
    }
    texts[key] = text ?? "";
  }
  return texts;
}

/** The members of a JSON object; those of `null` are none. */
export function asObject(body: unknown): Record<string, unknown> {
  if (body === null) return {};
  if (isObject(body)) return body;
  throw mismatch(body, "Go value", "struct");
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The refusal of a value of the wrong type. */
export function mismatch(value: unknown, where: string, type: string): HttpError {
  return new HttpError(
    400,
    `invalid request body: json: cannot unmarshal ${jsonKind(value)} into ${where} of type ${type}`,
  );
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value;
}
