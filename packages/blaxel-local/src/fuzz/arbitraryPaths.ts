import fc from "fast-check";

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

/** Queries of any route. */
export const query = fc
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

/** Paths of the sandbox API. `outside` is a folder that they try to get at. */
export const apiPath = (outside: string) => {
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
/** Paths of the control plane. */
export const controlPath = fc.oneof(
  at("/sandboxes", fc.constantFrom("", "/box-1", "/box-2", "/nope", "/", "/..")),
  at("/sandboxes/", resource, "/previews", fc.constantFrom("", "/", "/pre", "/session-9")),
  at("/sandboxes/", resource, "/previews/", resource, "/tokens", fc.constantFrom("", "/t")),
  at("/", fc.string({ maxLength: 12 }).map(encodeURIComponent)),
);

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
