import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { createSandboxBackend } from "./backend";
import type { SandboxBackendEvent } from "./events";
import type { SandboxIdentity } from "./options";

class UserId {
  constructor(readonly id: string) {}
  toString() {
    return this.id;
  }
}

const hostile = {
  toString() {
    throw new Error("not to be asked");
  },
};

/** What neither field may be, and what the error has to call it. */
const neither: [string, unknown, RegExp][] = [
  ["a promise that was not awaited", Promise.resolve("ann"), /a promise: `await` it/],
  ["a promise of another realm", runInNewContext("Promise.resolve()"), /a promise: `await` it/],
  ["not a number", Number.NaN, /NaN/],
  ["a number", 42, /42/],
  ["no finite number", Number.POSITIVE_INFINITY, /Infinity/],
  ["a bigint", 7n, /of type bigint/],
  ["a boolean", true, /of type boolean/],
  ["a symbol", Symbol("ann"), /of type symbol/],
  ["a function", () => "ann", /of type function/],
  ["null", null, /null/],
  ["an instance that reads as a text", new UserId("ann"), /of type object/],
  ["a text in an object", new String("ann"), /of type object/],
  ["a date", new Date(0), /of type object/],
  ["a record", { id: "ann" }, /of type object/],
  ["an object without a prototype", Object.create(null), /of type object/],
  ["an object that throws", hostile, /of type object/],
  ["an array", ["ann"], /an array/],
  ["an empty array", [], /an array/],
  ["an empty text", "", /""/],
  ["a text that is too long", "a".repeat(257), /257 characters/],
  ["a text that is far too long", "a".repeat(10_000_000), /10000000 characters/],
];

/** What `authorize` answers to one request, and what the backend makes of it. */
async function answerFor(identity: unknown, query = "") {
  const events: SandboxBackendEvent[] = [];
  const backend = createSandboxBackend({
    authorize: () => identity as SandboxIdentity,
    onEvent: (event) => events.push(event),
  });
  const response = await backend.handler(new Request(`http://app.localhost/${query}`));
  const initial = await backend.initial(identity as SandboxIdentity).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { response, events, initial };
}

async function expectFault(identity: unknown, field: string, told: RegExp, query?: string) {
  const { response, events, initial } = await answerFor(identity, query);
  expect(response.status).toBe(500);
  const problem = await response.text();
  expect(problem).not.toContain("ann");
  expect(problem.length).toBeLessThan(1000);
  expect(events).toEqual([
    expect.objectContaining({ type: "failed", stage: "authorize", kind: "endpoint-failed" }),
  ]);
  const reason = String(events[0] && "reason" in events[0] && events[0].reason);
  for (const text of [reason, initial instanceof TypeError ? initial.message : ""]) {
    expect(text).toContain(field);
    expect(text).toMatch(told);
    expect(text.length).toBeLessThan(1000);
  }
}

describe.each(neither)("%s", (_what, value, told) => {
  it("is no `user`, so that two of them never share a session", async () => {
    await expectFault({ name: "demo", user: value }, "`user`", told);
  });
  it("is no `name`", async () => {
    await expectFault({ name: value }, "`name`", told);
    await expectFault({ name: value, user: "ann" }, "`name`", told, "?sandbox=ann");
  });
});

it.each<[unknown, RegExp]>([
  [undefined, /undefined/],
  ["UPPER", /"UPPER"/],
  ["../other", /"\.\.\/other"/],
  ["ends-", /"ends-"/],
  ["two words", /"two words"/],
  ["line\n", /"line\\n"/],
  ["a".repeat(64), /64 characters|"a{64}"/],
])("%j is no `name`", (name, told) => expectFault({ name }, "`name`", told));

it.each([[[]], [[{ name: "demo" }]], [new Map([["name", "demo"]])], [new Date(0)], [{}]])(
  "%j is no identity",
  (identity) => expectFault(identity, "`name`", /undefined/),
);

it.each([undefined, null, "demo", 7])("%j is nothing to render a page for", async (identity) => {
  const { initial } = await answerFor(identity);
  expect(initial).toBeInstanceOf(TypeError);
  expect(String(initial)).toContain("identity");
});
