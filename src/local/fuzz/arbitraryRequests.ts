import fc from "fast-check";

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

/** Names that lead somewhere, out of somewhere, or are no names at all. */
const segment = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("a", "b.txt", "tmp", "sub", "out", "leak", "loop", "up"),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "%2E.",
      "..%2F..",
      "%2F",
      "",
      "~",
      "**",
      "tree",
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("%00", "a%00b", "%", "%zz", "%ff", "x".repeat(300)) },
  { weight: 2, arbitrary: fc.string({ maxLength: 12 }).map(encodeURIComponent) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 4 }).map(encoded) },
);
const filePath = (outside: string) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.array(segment, { maxLength: 5 }).map((parts) => parts.join("/")) },
    {
      weight: 4,
      arbitrary: fc.array(segment, { maxLength: 5 }).map((parts) => `%2F${parts.join("%2F")}`),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        `%2F${encodeURIComponent(outside)}%2Fsecret.txt`,
        `${"../".repeat(15)}${outside}/secret.txt`,
        `${"..%2f".repeat(15)}${encodeURIComponent(outside)}`,
        `/${outside}/secret.txt`,
        `out/secret.txt`,
      ),
    },
  );

const id = fc.oneof(
  fc.constantFrom("fuzz", "p1", "p2", "0", "1", "-1", "99999999999999999999", "a%2Fb", "%00"),
  fc.string({ maxLength: 6 }).map(encodeURIComponent),
);
const uploadId = fc.oneof(fc.constantFrom("{upload}", "{upload}", "nope", ".."), id);

const query = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "recursive=true",
        "recursive=maybe",
        "content=true",
        "download=true",
        "type=directory",
        "type=x",
        "maxResults=0",
        "maxResults=-1",
        "maxResults=999999999999999999999",
        "patterns=*.txt,[a-",
        "patterns=*a*b*c*",
        "query=song",
        "query=%00",
        "excludeHidden=false",
        "excludeDirs=sub",
        "contextLines=5",
        "maxFiles=1",
        "maxBytes=1",
        "partNumber=1",
        "partNumber=2",
        "partNumber=0",
        "partNumber=x",
        "ignore=a",
        "createIfNotExist=true",
        "force=true",
        "limit=1",
        "cursor=x",
        "bl_preview_token=x",
        "a=%zz",
      ),
      fc.tuple(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 })).map(pairOf),
    ),
    { maxLength: 4 },
  )
  .map((pairs) => (pairs.length === 0 ? "" : `?${pairs.join("&")}`));

const at = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((texts) => texts.join(""));

const apiPath = (outside: string) => {
  const file = filePath(outside);
  return fc.oneof(
    { weight: 8, arbitrary: at("/filesystem/", file) },
    { weight: 3, arbitrary: at("/filesystem/tree/", file) },
    { weight: 1, arbitrary: at("/filesystem", segment) },
    { weight: 2, arbitrary: at("/filesystem-find/", file) },
    { weight: 2, arbitrary: at("/filesystem-search/", file) },
    { weight: 2, arbitrary: at("/filesystem-content-search/", file) },
    { weight: 1, arbitrary: at("/watch/filesystem/", file) },
    { weight: 2, arbitrary: at("/filesystem-multipart/initiate/", file) },
    {
      weight: 3,
      arbitrary: at(
        "/filesystem-multipart/",
        uploadId,
        fc.constantFrom("", "/part", "/part", "/complete", "/abort", "/parts"),
      ),
    },
    { weight: 2, arbitrary: fc.constantFrom("/process", "/process/") },
    {
      weight: 4,
      arbitrary: at(
        "/process/",
        id,
        fc.constantFrom("", "/logs", "/logs/stream", "/kill", "/stdin", "/x"),
      ),
    },
    {
      weight: 2,
      arbitrary: at("/network/process/", id, fc.constantFrom("/ports", "/monitor", "")),
    },
    { weight: 1, arbitrary: at("/port/", id, "/", file) },
    { weight: 1, arbitrary: fc.constantFrom("/health", "/", "//", "/terminal", "*", "/..") },
    { weight: 1, arbitrary: fc.string({ maxLength: 30 }).map((text) => `/${encoded(text)}`) },
  );
};

const resource = fc.oneof(
  fc.constantFrom("demo", "box-1", "box-2", "..", "", "%2F", "a%00"),
  fc.string({ maxLength: 5 }).map(encodeURIComponent),
);
const controlPath = fc.oneof(
  at("/sandboxes", fc.constantFrom("", "/box-1", "/box-2", "/nope", "/", "/..")),
  at("/sandboxes/", resource, "/previews", fc.constantFrom("", "/", "/pre", "/session-9")),
  at("/sandboxes/", resource, "/previews/", resource, "/tokens", fc.constantFrom("", "/t")),
  at("/", fc.string({ maxLength: 12 }).map(encodeURIComponent)),
);

/** Commands that do no harm however they are put together. */
const COMMANDS = [
  "true",
  "echo hi",
  "echo e >&2; exit 3",
  "cat",
  "sleep 0.05",
  "printf a",
  5,
  null,
  "",
];
const anyValue = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 2 }),
  fc.constant({}),
);
const start = fc.record(
  {
    command: fc.constantFrom(...COMMANDS),
    name: fc.oneof(fc.constantFrom("fuzz", "p1", "p2", "a/b", "../x", "1"), anyValue),
    workingDir: fc.oneof(fc.constantFrom("/", "/tmp", "/out", "../..", "~", "tmp"), anyValue),
    env: fc.oneof(fc.constant({ A: "b" }), fc.constant({ A: 5 }), fc.constant("x")),
    waitForCompletion: fc.boolean(),
    timeout: fc.constantFrom(1, 1, 1, -1, 1.5, "1"),
    restartOnFailure: fc.boolean(),
    maxRestarts: fc.constantFrom(0, 0, 0, 1, "x"),
    keepAlive: fc.boolean(),
    stdin: fc.boolean(),
  },
  { requiredKeys: ["command"] },
);
const json = fc.oneof(
  { weight: 4, arbitrary: start },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        content: fc.oneof(fc.string(), anyValue),
        isDirectory: fc.oneof(fc.boolean(), fc.boolean(), anyValue),
        permissions: fc.oneof(
          fc.constantFrom("0644", "0755", "", "zzz", "77777777777777"),
          anyValue,
        ),
      },
      { requiredKeys: [] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      files: fc.dictionary(
        fc.constantFrom("f", "sub/g", "../../h", "out/i", "leak", "/etc/j", "a\u0000b", "loop/k"),
        fc.oneof(fc.string({ maxLength: 5 }), anyValue),
        { maxKeys: 3 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      parts: fc.oneof(
        anyValue,
        fc.array(fc.record({ partNumber: anyValue, etag: anyValue }), { maxLength: 2 }),
        fc.constant([{ partNumber: 1, etag: "9dd4e461268c8034f5c8564e155c67a6" }]),
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      metadata: fc.record({ name: fc.oneof(fc.constantFrom("box-1", "box-2", "pre"), anyValue) }),
      spec: fc.record(
        {
          port: fc.oneof(fc.constantFrom(3000, 443, 0, -1, 70_000), anyValue),
          public: fc.oneof(fc.boolean(), anyValue),
          expires: fc.oneof(fc.constant("2030-01-01T00:00:00Z"), anyValue),
          responseHeaders: fc.oneof(fc.constant({ "X-A": "b\r\nc" }), anyValue),
          prefixUrl: anyValue,
        },
        { requiredKeys: [] },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ callback: fc.constantFrom("http://127.0.0.1:9/", 5) }) },
  { weight: 1, arbitrary: anyValue },
);

const FORM = "multipart/form-data; boundary=fuzz";
const formPart = fc
  .tuple(
    fc.constantFrom("file", "permissions", "path", "other"),
    fc.constantFrom('; filename="x"', '; filename=""', "", '; filename="../../y"'),
    fc.constantFrom("x", "0644", "zzz", "--fuzz", "\r\n", "y".repeat(5000)),
  )
  .map(
    ([name, file, value]) =>
      `--fuzz\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`,
  );
const formBody = fc
  .tuple(fc.array(formPart, { maxLength: 3 }), fc.constantFrom("--fuzz--\r\n", "--fuzz", ""))
  .map(([parts, end]) => Buffer.from(parts.join("") + end));

const bodyAndType = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ body: undefined, type: undefined }) },
  {
    weight: 10,
    arbitrary: json.map((value) => ({
      body: Buffer.from(JSON.stringify(value)),
      type: "application/json",
    })),
  },
  { weight: 5, arbitrary: formBody.map((body) => ({ body, type: FORM })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(FORM, "multipart/form-data", "x"))
      .map(([bytes, type]) => ({ body: Buffer.from(bytes), type })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("{", '{"command":', "[[[", "nul", '"\\u12', "1e", '{"a":1}}', "\u0000")
      .map((text) => ({ body: Buffer.from(text), type: "application/json" })),
  },
);

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

function encoded(text: string): string {
  try {
    return encodeURI(text);
  } catch {
    // Half a surrogate pair has no encoding.
    return "%EF%BF%BD";
  }
}

function pairOf([name, value]: [string, string]): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}
