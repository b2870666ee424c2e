import { isSafe } from "../core";

export interface ParsedSession {
  name: string;
  url: string;
  token: string;
  expiresAt: number;
}

/** The fields of a hand-off after every one has been checked. */
export interface ParsedHandoff {
  session: ParsedSession | undefined;
  previewUrl: string | undefined;
  previews: Record<
    string,
    { url: string; token: string | undefined; expiresAt: number | undefined }
  >;
  expiresInMs: number | undefined;
  refreshInMs: number | undefined;
  serverTime: number | undefined;
}

/** The fields of an answer after every one has been checked. */
export interface ParsedAnswer extends ParsedHandoff {
  session: ParsedSession;
}

/** Reads a value, or fails with the path at which it stands. */
type Read<Value> = (value: unknown, path: string) => Value;

const EARLIEST = Date.UTC(2020);
const LATEST = Date.UTC(2100);

function fail(path: string, wanted: Wanted, value: unknown): never {
  throw new EndpointFault({ path: path || "it", wanted, value });
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads the fields of an object, one by one. */
function fieldsOf(value: unknown, path: string) {
  const fields = isFields(value) ? value : fail(path, "fields", value);
  return <Value>(name: string, read: Read<Value>): Value =>
    read(fields[name], path ? `${path}.${name}` : name);
}

const textOf =
  (wanted: Wanted, shape: RegExp): Read<string> =>
  (value, path) =>
    typeof value === "string" && shape.test(value) ? value : fail(path, wanted, value);

const readText = textOf("text", /^\S+$/);
/** Visible ASCII: anything else would break a header, or is no token. */
const readToken = textOf("token", /^[\x21-\x7e]+$/);

const readUrl: Read<string> = (value, path) => {
  const text = textOf("url", /^\S+$/)(value, path);
  const url = URL.canParse(text) && new URL(text);
  // A password would be shown with the address, and browsers send no request to such a one.
  return url && isSafe(url) && !url.username && !url.password ? text : fail(path, "url", value);
};

const readTime: Read<number> = (value, path) => {
  const time = typeof value === "string" || value instanceof Date ? +new Date(value) : NaN;
  return time >= EARLIEST && time <= LATEST ? time : fail(path, "time", value);
};

const readSeconds: Read<number> = (value, path) =>
  typeof value === "number" && value >= 0 && value < Infinity
    ? value * 1000
    : fail(path, "seconds", value);

const given =
  <Value>(read: Read<Value>): Read<Value | undefined> =>
  (value, path) =>
    value === undefined || value === null ? undefined : read(value, path);

const readPreview: Read<ParsedHandoff["previews"][string]> = (value, path) => {
  const field = fieldsOf(value, path);
  return {
    url: field("url", readUrl),
    token: field("token", given(readToken)),
    expiresAt: field("expires_at", given(readTime)),
  };
};

const readPreviews: Read<ParsedHandoff["previews"]> = (value, path) => {
  const field = fieldsOf(value, path);
  const names = Object.keys(Object(value));
  return Object.fromEntries(names.map((name) => [name, field(name, readPreview)]));
};

const readSession: Read<ParsedSession> = (value, path) => {
  const field = fieldsOf(value, path);
  return {
    name: field("name", readText),
    url: field("url", readUrl).replace(/\/+$/, ""),
    token: field("token", readToken),
    expiresAt: field("expiresAt", readTime),
  };
};

function parse<Session>(answer: unknown, session: Read<Session>) {
  const field = fieldsOf(answer, "");
  return {
    session: field("session", session),
    previewUrl: field("preview_url", given(readUrl)),
    previews: field("previews", given(readPreviews)) ?? {},
    expiresInMs: field("expires_in", given(readSeconds)),
    refreshInMs: field("refresh_in", given(readSeconds)),
    serverTime: field("server_time", given(readTime)),
  };
}

/**
 * Checks what an endpoint answered, field by field. Throws an `EndpointFault` that names the first
 * field that is wrong. Unknown fields pass.
 */
export const parseAnswer = (answer: unknown): ParsedAnswer => parse(answer, readSession);

/** Checks a hand-off, which is an answer that may come without a session. */
export const parseHandoff = (answer: unknown): ParsedHandoff => parse(answer, given(readSession));

/** What a field of an answer has to be. */
export type Wanted = "fields" | "text" | "url" | "token" | "time" | "seconds" | "life";

/** What there is to say about an attempt that failed. */
export type Evidence = FieldEvidence | ResponseEvidence | { limitMs: number };

/** A field that is not what it has to be. */
export interface FieldEvidence {
  path: string;
  wanted: Wanted;
  value?: unknown;
}

/** A response that is a failure, or whose body is no answer. */
export interface ResponseEvidence {
  response: Response;
  /** The body: `undefined` if there was too much of it or it was not wanted, `null` if it broke. */
  text: string | null | undefined;
  /** What the body says, if it is JSON. */
  answer: unknown;
}

/**
 * An answer that cannot be used, or none, not yet put into words. Never leaves this folder: what it
 * carries may be a credential.
 */
export class EndpointFault extends Error {
  constructor(readonly evidence: Evidence) {
    super("path" in evidence ? evidence.path : "");
  }
}
