import fc from "fast-check";
import { bodyAndType } from "./arbitraryBodies";
import { apiPath, controlPath, query } from "./arbitraryPaths";

/** Where a request goes: the session's URL, the sandbox's own, the control plane, a preview, or nowhere. */
export type Destination = "session" | "direct" | "control" | "preview" | "root";

/** A request to try. */
export interface ArbitraryRequest {
  to: Destination;
  method: string;
  /** Path and query as they are sent, not resolved. */
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

const METHODS = ["GET", "GET", "GET", "PUT", "PUT", "POST", "POST", "DELETE", "HEAD", "OPTIONS"];
const ODD_METHODS = ["PATCH", "TRACE", "PROPFIND", "M-SEARCH"];

const headers = fc.record(
  {
    accept: fc.constantFrom(
      "application/octet-stream",
      "application/json",
      "application/x-ndjson",
      "text/event-stream",
      "text/html;q=0.5, */*;q=x",
    ),
    range: fc.constantFrom("bytes=0-1", "bytes=5-2", "bytes=-3", "bytes=9999999-", "bytes=a", "x"),
    "if-modified-since": fc.constantFrom("Sun, 22 Nov 2099 00:00:00 GMT", "never"),
    origin: fc.constantFrom("https://app.example", "null"),
    "access-control-request-headers": fc.constant("x-blaxel-preview-token"),
    "x-blaxel-workspace": fc.constantFrom("local", "other"),
    cookie: fc.constantFrom("a=b", "bl_preview_token=x; =;;"),
    "x-any": fc.string({ unit: "grapheme-ascii", maxLength: 20 }),
  },
  { requiredKeys: [] },
);

/** Requests of every kind to every route. `outside` is a folder that they must not get at. */
export const arbitraryRequest = (outside: string): fc.Arbitrary<ArbitraryRequest> =>
  fc
    .tuple(
      fc.oneof(
        {
          weight: 12,
          arbitrary: fc.tuple(fc.constantFrom<Destination>("session", "direct"), apiPath(outside)),
        },
        { weight: 4, arbitrary: fc.tuple(fc.constant<Destination>("control"), controlPath) },
        {
          weight: 1,
          arbitrary: fc.tuple(fc.constantFrom<Destination>("preview", "root"), apiPath(outside)),
        },
      ),
      fc.oneof(
        { weight: 40, arbitrary: fc.constantFrom(...METHODS) },
        { weight: 1, arbitrary: fc.constantFrom(...ODD_METHODS) },
      ),
      query,
      headers,
      bodyAndType,
    )
    .map(([[to, path], method, search, named, { body, type }]) => ({
      to,
      method,
      path: path + search,
      headers: { ...named, ...(type === undefined ? {} : { "content-type": type }) },
      body: method === "GET" || method === "HEAD" ? undefined : body,
    }));
