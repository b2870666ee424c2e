import { ControlError } from "./controlError";
import { ttlMs, type Fields, type PreviewSpec } from "./records";

/** Reads a body of the control plane, which is always a JSON object. */
export function parseObject(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ControlError(400, "The request body is not valid JSON");
  }
  if (!isFields(value)) throw new ControlError(400, "The request body must be a JSON object");
  return value;
}

/** The object under `key`, or an empty one. */
export function objectField(body: Fields, key: string): Fields {
  const value = body[key];
  if (value === undefined || value === null) return {};
  if (!isFields(value)) throw new ControlError(400, `${key} must be an object`);
  return value;
}

/** The text under `key`, `undefined` when it is not there. */
export function textField(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw new ControlError(400, `${key} must be a string`);
  return value;
}

/** Reads the `spec` of a preview; what it leaves out is taken from `before`. */
export function previewSpec(fields: Fields, before?: PreviewSpec): PreviewSpec {
  const port = fields["port"] ?? before?.port;
  if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ControlError(400, "spec.port must be a whole number from 1 to 65535");
  }
  const isPublic = fields["public"] ?? before?.public ?? false;
  if (typeof isPublic !== "boolean") throw new ControlError(400, "spec.public must be a boolean");
  const text = (key: "ttl" | "prefixUrl" | "customDomain") =>
    key in fields ? textField(fields, key) : before?.[key];
  const headers = (key: "requestHeaders" | "responseHeaders") =>
    key in fields ? headersField(fields, key) : before?.[key];
  const ttl = text("ttl");
  if (ttl !== undefined && ttlMs(ttl) === undefined) {
    throw new ControlError(400, "spec.ttl must be a duration such as 30m, 24h or 7d");
  }
  return {
    port,
    public: isPublic,
    expires: "expires" in fields ? dateField(fields, "expires") : before?.expires,
    ttl,
    prefixUrl: text("prefixUrl"),
    customDomain: text("customDomain"),
    requestHeaders: headers("requestHeaders"),
    responseHeaders: headers("responseHeaders"),
  };
}

/** An ISO 8601 date, kept as it was written. */
export function dateField(fields: Fields, key: string): string | undefined {
  const text = textField(fields, key);
  if (text !== undefined && Number.isNaN(Date.parse(text))) {
    throw new ControlError(400, `${key} must be an ISO 8601 date`);
  }
  return text;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

function headersField(fields: Fields, key: string): Record<string, string> | undefined {
  const value = fields[key];
  if (value === undefined || value === null) return undefined;
  if (!isFields(value)) throw new ControlError(400, `${key} must be an object of strings`);
  const headers: Record<string, string> = {};
  for (const [name, content] of Object.entries(value)) {
    if (typeof content !== "string" || !HEADER_NAME.test(name) || !HEADER_VALUE.test(content)) {
      throw new ControlError(400, `${key} has an entry that is not a header: ${name}`);
    }
    headers[name] = content;
  }
  return headers;
}

/** Whether a value is a JSON object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
