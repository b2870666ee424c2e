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

type Fields = Record<string, unknown>;

const EARLIEST = Date.UTC(2020);
const LATEST = Date.UTC(2100);
/** Visible ASCII: anything else would break a header, or is no token. */
const TOKEN = /^[\x21-\x7e]+$/;

function fail(path: string, wanted: Wanted, value: unknown): never {
  throw new EndpointFault({ path, wanted, value });
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const readFields = (value: unknown, path: string): Fields =>
  isFields(value) ? value : fail(path, "fields", value);

const readText = (
  value: unknown,
  path: string,
  wanted: Wanted = "text",
  shape = /^\S+$/,
): string => (typeof value === "string" && shape.test(value) ? value : fail(path, wanted, value));

const readToken = (value: unknown, path: string): string => readText(value, path, "token", TOKEN);

function readUrl(value: unknown, path: string): string {
  const text = readText(value, path, "url");
  return URL.canParse(text) && isSafe(new URL(text)) ? text : fail(path, "url", value);
}

function readTime(value: unknown, path: string): number {
  const time = typeof value === "string" || value instanceof Date ? +new Date(value) : NaN;
  return time >= EARLIEST && time <= LATEST ? time : fail(path, "time", value);
}

const readSeconds = (value: unknown, path: string): number =>
  typeof value === "number" && value >= 0 && value < Infinity
    ? value * 1000
    : fail(path, "seconds", value);

const ifGiven = <Value>(
  read: (value: unknown, path: string) => Value,
  value: unknown,
  path: string,
): Value | undefined => (value === undefined || value === null ? undefined : read(value, path));

const readPreviews = (value: unknown, path: string): ParsedHandoff["previews"] =>
  Object.fromEntries(
    Object.entries(readFields(value, path)).map(([name, preview]) => {
      const at = `${path}.${name}`;
      const { url, token, expires_at: expiresAt } = readFields(preview, at);
      return [
        name,
        {
          url: readUrl(url, `${at}.url`),
          token: ifGiven(readToken, token, `${at}.token`),
          expiresAt: ifGiven(readTime, expiresAt, `${at}.expires_at`),
        },
      ];
    }),
  );

function readSession(value: unknown, path: string): ParsedSession {
  const { name, url, token, expiresAt } = readFields(value, path);
  return {
    name: readText(name, `${path}.name`),
    url: readUrl(url, `${path}.url`).replace(/\/+$/, ""),
    token: readToken(token, `${path}.token`),
    expiresAt: readTime(expiresAt, `${path}.expiresAt`),
  };
}

/**
 * Checks what an endpoint answered, field by field. Throws an `EndpointFault` that names the first
 * field that is wrong. Unknown fields pass.
 */
export function parseAnswer(answer: unknown): ParsedAnswer {
  const session = readSession(readFields(answer, "it")["session"], "session");
  return { ...parseHandoff(answer), session };
}

/** Checks a hand-off, which is an answer that may come without a session. */
export function parseHandoff(answer: unknown): ParsedHandoff {
  const { session, preview_url, previews, expires_in, refresh_in, server_time } = readFields(
    answer,
    "it",
  );
  return {
    session: ifGiven(readSession, session, "session"),
    previewUrl: ifGiven(readUrl, preview_url, "preview_url"),
    previews: ifGiven(readPreviews, previews, "previews") ?? {},
    expiresInMs: ifGiven(readSeconds, expires_in, "expires_in"),
    refreshInMs: ifGiven(readSeconds, refresh_in, "refresh_in"),
    serverTime: ifGiven(readTime, server_time, "server_time"),
  };
}

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
