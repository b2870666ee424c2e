import { SandboxError } from "../errors";

/** The fields of an answer after every one has been checked. */
export interface ParsedAnswer {
  session: { name: string; url: string; token: string; expiresAt: number } | undefined;
  previewUrl: string | undefined;
  previews: Record<
    string,
    { url: string; token: string | undefined; expiresAt: number | undefined }
  >;
  expiresInMs: number | undefined;
  refreshInMs: number | undefined;
  serverTime: number | undefined;
}

type Fields = Record<string, unknown>;

const LONGEST_LIFE_MS = 10 * 366 * 24 * 3_600_000;
const EARLIEST = Date.UTC(2020);
/** Visible ASCII: anything else would break a header, or is no token. */
const TOKEN = /^[\x21-\x7e]+$/;
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

function fail(path: string, problem: string): never {
  throw new SandboxError({
    kind: "endpoint-invalid",
    message: `The session endpoint's answer cannot be used: ${path} ${problem}.`,
    hint: "Make the route answer { session: { name, url, token, expiresAt }, preview_url }, as createSandboxBackend does.",
    retryable: true,
  });
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function kindOf(value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === null) return "is null";
  return `is ${Array.isArray(value) ? "an array" : `a ${typeof value}`}`;
}

function readString(fields: Fields, key: string, path: string): string {
  const value = fields[key];
  if (typeof value !== "string") fail(path, `${kindOf(value)} where a string belongs`);
  if (value.trim() === "") fail(path, "is empty");
  return value;
}

function readUrl(fields: Fields, key: string, path: string): string {
  const value = readString(fields, key, path);
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return fail(path, "is not an absolute URL");
  }
  if (url.protocol === "http:" && LOOPBACK.test(url.hostname)) return value;
  if (url.protocol !== "https:") {
    fail(path, `has the scheme ${url.protocol} where https: belongs (http: on loopback only)`);
  }
  return value;
}

function readToken(fields: Fields, path: string): string {
  const value = readString(fields, "token", path);
  if (!TOKEN.test(value)) fail(path, "has characters that no token has, such as a line break");
  return value;
}

function readTime(value: unknown, path: string): number {
  if (typeof value === "number") fail(path, "is a number; send ISO 8601, as Date.toJSON() does");
  const time =
    value instanceof Date ? value.getTime() : typeof value === "string" ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) fail(path, "is not a date; send ISO 8601, as Date.toJSON() does");
  if (time < EARLIEST) fail(path, "lies before 2020");
  if (time > Date.now() + LONGEST_LIFE_MS) fail(path, "lies more than ten years ahead");
  return time;
}

function readSeconds(value: unknown, path: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
    fail(path, "is not a number of seconds");
  }
  return value * 1000;
}

function readPreviews(value: unknown): ParsedAnswer["previews"] {
  if (value === undefined || value === null) return {};
  if (!isFields(value)) fail("previews", `${kindOf(value)} where an object belongs`);
  return Object.fromEntries(
    Object.entries(value).map(([name, preview]) => {
      const path = `previews.${name}`;
      if (!isFields(preview)) fail(path, `${kindOf(preview)} where an object belongs`);
      const { token, expires_at: expiresAt } = preview;
      return [
        name,
        {
          url: readUrl(preview, "url", `${path}.url`),
          token:
            token === undefined || token === null ? undefined : readToken(preview, `${path}.token`),
          expiresAt:
            expiresAt === undefined || expiresAt === null
              ? undefined
              : readTime(expiresAt, `${path}.expires_at`),
        },
      ];
    }),
  );
}

/**
 * Checks what an endpoint answered, field by field. Throws an `endpoint-invalid` error that names
 * the first field that is wrong, never its value. Unknown fields pass.
 */
export function parseAnswer(answer: unknown, { isHandoff = false } = {}): ParsedAnswer {
  if (!isFields(answer)) return fail("it", `${kindOf(answer)} where an object belongs`);
  const { session, preview_url: previewUrl, server_time: serverTime } = answer;
  if (!isHandoff || (session !== undefined && session !== null)) {
    if (!isFields(session)) fail("session", `${kindOf(session)} where an object belongs`);
  }
  return {
    session: isFields(session)
      ? {
          name: readString(session, "name", "session.name"),
          url: readUrl(session, "url", "session.url").replace(/\/+$/, ""),
          token: readToken(session, "session.token"),
          expiresAt: readTime(session["expiresAt"], "session.expiresAt"),
        }
      : undefined,
    previewUrl:
      previewUrl === undefined || previewUrl === null
        ? undefined
        : readUrl(answer, "preview_url", "preview_url"),
    previews: readPreviews(answer["previews"]),
    expiresInMs: readSeconds(answer["expires_in"], "expires_in"),
    refreshInMs: readSeconds(answer["refresh_in"], "refresh_in"),
    serverTime:
      serverTime === undefined || serverTime === null
        ? undefined
        : readTime(serverTime, "server_time"),
  };
}
