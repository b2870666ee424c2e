import fc from "fast-check";

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

/** Bodies of any route, with the type that they say they have. */
export const bodyAndType = fc.oneof(
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
