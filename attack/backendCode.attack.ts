// What the application's own code gives to the backend.
import { afterAll, beforeAll, expect } from "vitest";
import { createSandboxBackend, type SandboxBackendOptions } from "blaxel-react/server";
import { ADDRESS, APP, openBackend, SECRET, type BackendRig } from "./backendRig";
import { attacks } from "./rows";

let backend: BackendRig;
beforeAll(async () => {
  backend = await openBackend();
});
afterAll(() => backend.close());

/** Options as a JavaScript caller may write them. */
const untyped = (options: Record<string, unknown>) => options as Partial<SandboxBackendOptions>;
const request = () => new Request(ADDRESS);
const throwing = () => {
  throw new Error(SECRET);
};
class Name {
  toString = () => "own";
}
const throwingProxy = () => new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing });
const moody = () => {
  let reads = 0;
  return Object.defineProperty({}, "name", { get: () => (reads++ === 0 ? "own" : "../../other") });
};
const read = async () => {
  const response = new Response("Sign in first.", { status: 401 });
  await response.text();
  return response;
};
const beingRead = () => {
  const response = new Response("Sign in first.", { status: 401 });
  response.body?.getReader();
  return response;
};
const circular = () => {
  const identity: Record<string, unknown> = { name: "own" };
  return Object.assign(identity, { user: identity });
};

attacks<() => unknown>(
  "an answer of authorize that is no identity",
  {
    nothing: () => undefined,
    "a string": () => "own",
    "a number": () => 7,
    NaN: () => Number.NaN,
    true: () => true,
    "a symbol": () => Symbol("own"),
    "a bigint": () => 7n,
    "a function": () => () => ({ name: "own" }),
    "an empty object": () => ({}),
    "a list": () => ["own"],
    "a date": () => new Date(),
    "a map": () => new Map([["name", "own"]]),
    "an error": () => new Error(SECRET),
    "a proxy that throws": throwingProxy,
    "a getter that throws": () => Object.defineProperty({}, "name", { get: throwing }),
    "a thenable that throws": () => ({ then: throwing }),
    "a thenable that rejects": () => ({
      then: (_resolve: unknown, reject: (why: unknown) => void) => reject(SECRET),
    }),
    "a rejection": () => Promise.reject(new Error(SECRET)),
    "a rejection with nothing": () => Promise.reject(undefined),
    "a thrown string": () => {
      throw SECRET;
    },
    "a thrown proxy that throws": () => {
      throw throwingProxy();
    },
    "Response.error()": () => Response.error(),
    "a Response that was read": read,
    "a Response that is being read": beingRead,
    "what only looks like a Response": () => ({ status: 401, headers: {}, body: null }),
  },
  async (authorize) => {
    for (let times = 0; times < 2; times++) {
      await backend.isProblem(await backend.ask(request(), untyped({ authorize })), [500]);
    }
  },
);

attacks<unknown>(
  "a name of authorize that is none",
  {
    empty: "",
    "a path": "../other",
    "a path in the middle": "a/../b",
    "in capitals": "Own",
    "with a dot": "a.b",
    "with a line break": "own\n",
    "with a NUL": "own\0",
    "with a letter of another script": "оwn",
    "of 64 letters": "a".repeat(64),
    "a hyphen": "-",
    "a number": 7,
    NaN: Number.NaN,
    null: null,
    "a promise": Promise.resolve("own"),
    "an object that becomes a string": new Name(),
    "a String object": Object("own"),
    "a list of one": ["own"],
    "a function": () => "own",
  },
  async (name) => {
    const response = await backend.ask(request(), untyped({ authorize: () => ({ name }) }));
    await backend.isProblem(response, [500]);
  },
);

/** Two users that look alike in a key would share a session. */
attacks<() => unknown>(
  "a user of authorize that is no string",
  {
    "a promise": () => Promise.resolve("tom"),
    NaN: () => Number.NaN,
    Infinity: () => Number.POSITIVE_INFINITY,
    "an object": () => ({ id: "tom" }),
    "an instance of a class": () => new Name(),
    "a symbol": () => Symbol("tom"),
    "a function": () => () => "tom",
    "a bigint": () => 7n,
    "a map": () => new Map([["id", "tom"]]),
    "a value that becomes JSON as it likes": () => ({ toJSON: () => "tom" }),
    "a getter that throws": () => Object.defineProperty({}, "id", { get: throwing }),
    "itself, in a circle": () => circular()["user"],
  },
  async (user) => {
    const authorize = () => ({ name: "own", user: user() });
    await backend.isProblem(await backend.ask(request(), untyped({ authorize })), [500]);
  },
);

attacks<() => unknown>(
  "an identity that changes under the hand",
  {
    "a name that is another one when it is read again": moody,
    "a proxy whose name counts up": () => {
      let reads = 0;
      return new Proxy(
        {},
        { get: (_target, key) => (key === "name" ? `n/${reads++}` : undefined) },
      );
    },
    "an identity that is changed after it was given": () => {
      const identity = { name: "own" };
      queueMicrotask(() => (identity.name = "../other"));
      return identity;
    },
  },
  async (authorize) => {
    const response = await backend.ask(request(), untyped({ authorize }));
    const text = await response.text();
    expect([200, 400, 500, 503]).toContain(response.status);
    expect(text).not.toContain("other");
  },
);

const kept = new Response("Sign in first.", { status: 401, headers: { "x-from": "the app" } });
const bare = new Response(null, { status: 403 });

attacks<() => unknown>(
  "an answer of authorize that has to be sent as it is, again and again",
  {
    "a Response kept in a constant": () => kept,
    "a Response kept in a constant, thrown": () => {
      throw kept;
    },
    "a Response kept without a body": () => bare,
    "a Response with a cookie": () =>
      new Response("", { status: 401, headers: { "set-cookie": "a=b; HttpOnly" } }),
    "a redirect to the sign-in page": () => Response.redirect("https://app.example.com/in", 302),
    "a Response that opens itself to all": () =>
      new Response("no", { status: 401, headers: { "access-control-allow-origin": "*" } }),
    "a Response that may be kept": () =>
      new Response("no", { status: 401, headers: { "cache-control": "public, max-age=1000" } }),
    null: () => null,
  },
  async (authorize) => {
    for (let times = 0; times < 3; times++) {
      const response = await backend.ask(
        new Request(ADDRESS, { headers: { origin: APP } }),
        untyped({ authorize }),
      );
      expect([302, 401, 403]).toContain(response.status);
      expect(response.headers.get("cache-control")).toBe("private, no-store");
      expect(response.headers.get("access-control-allow-origin")).toBe(APP);
      await response.text();
    }
  },
);

let made = 0;
const fresh = () => ({ name: `fresh-${++made}` });

attacks<Record<string, unknown>>(
  "an option that throws or lies once a user is there",
  {
    "a sandbox that throws": { sandbox: throwing },
    "a sandbox that rejects": { sandbox: () => Promise.reject(new Error(SECRET)) },
    "previews that throw": { previews: throwing },
    "previews with a path for a name": { previews: () => ({ "../app": 3000 }) },
    "previews in the name of a session": { previews: () => ({ "session-1": 3000 }) },
    "previews on no port": { previews: () => ({ app: Number.NaN }) },
    "previews on a negative port": { previews: () => ({ app: -1 }) },
    "previews whose settings are null": { previews: () => ({ app: null }) },
    "a session that throws": { session: throwing },
    "a session that never ends": { session: () => ({ ttl: Number.POSITIVE_INFINITY }) },
    "a session of no time": { session: () => ({ ttl: Number.NaN }) },
    "prepare that throws": { prepare: throwing },
    "prepare that rejects with nothing": { prepare: () => Promise.reject(undefined) },
    "prepare that gives a proxy that throws": { prepare: throwingProxy },
    "prepare that never settles": {
      prepare: { run: () => new Promise(() => {}), timeoutMs: 100 },
    },
    "prepare that blames the platform": {
      prepare: () => Promise.reject(Object.assign(new Error(SECRET), { status: 404 })),
    },
  },
  async (options) => {
    const response = await backend.ask(request(), untyped({ authorize: fresh, ...options }));
    await backend.isProblem(response, [500, 503]);
  },
);

attacks<unknown>(
  "an observer that",
  {
    throws: throwing,
    rejects: () => Promise.reject(new Error("thrown by the observer")),
    "throws nothing": () => {
      throw undefined;
    },
    "throws what throws": () => {
      throw throwingProxy();
    },
    "changes what it is given": (event: Record<string, unknown>) => {
      for (const key of Object.keys(event)) delete event[key];
    },
    "never comes back": () => new Promise(() => {}),
  },
  async (onEvent) => {
    const response = await backend.ask(request(), untyped({ authorize: fresh, onEvent }));
    expect(response.status).toBe(200);
    await response.text();
    const failed = await backend.ask(request(), untyped({ authorize: throwing, onEvent }));
    await backend.isProblem(failed, [500]);
  },
);

attacks<Record<string, unknown>>(
  "an option that cannot work, when the backend is made",
  {
    "no authorize": { authorize: undefined },
    "an identity for authorize": { authorize: { name: "own" } },
    "any origin": { origins: ["*"] },
    "any origin below one": { origins: ["https://*.example.com"] },
    "an origin with a path": { origins: ["https://app.example.com/x"] },
    "the origin of sandboxed frames": { origins: ["null"] },
    "an origin of another scheme": { origins: ["javascript:alert(1)"] },
    "any host": { hosts: ["*"] },
    "a host with a path": { hosts: ["api.example.com/x"] },
    "a host with a user": { hosts: ["localhost@evil.example"] },
    "a preview in the name of a session": { previews: { "session-1": 3000 } },
    "a preview with a path for a name": { previews: { "../app": 3000 } },
    "a preview beyond all ports": { previews: { app: 65_536 } },
    "the sandbox API as a public preview": { previews: { app: 443 } },
    "a session of no time": { session: { ttl: 0 } },
    "a session of a text": { session: { ttl: "all" } },
    "a session of a year": { session: { ttl: 365 * 86_400 } },
    "prepare without a run": { prepare: { version: "1" } },
    "prepare without an end": {
      prepare: { run: () => undefined, timeoutMs: Number.POSITIVE_INFINITY },
    },
  },
  (options) => {
    const all = { authorize: () => ({ name: "own" }), ...options };
    expect(() => createSandboxBackend(all as SandboxBackendOptions)).toThrow(TypeError);
  },
);

attacks<unknown>(
  "an identity for the hand-off",
  {
    "of a path": { name: "../other" },
    "of a promise": { name: Promise.resolve("own") },
    "of nothing": {},
    "that is null": null,
    "of a session's name with a line break": { name: "own\n" },
  },
  async (identity) => {
    const { initial } = createSandboxBackend({ authorize: () => null });
    await expect(initial(identity as { name: string })).rejects.toThrow(TypeError);
  },
);
