import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sandboxFetch } from "../platform";
import { SandboxError } from "../errors";
import { createStaticStore, Credential, type SessionStore } from "../session";
import { sandboxHandle } from "./sandboxHandle";

type Answer = () => Response | Promise<Response>;

const gone = new SandboxError({ kind: "session-expired", message: "", hint: "", retryable: true });
const credential = (generation: number) =>
  new Credential(
    "s",
    `https://s${generation}.example`,
    `token-${generation}`,
    Infinity,
    generation,
  );

/** A store whose sessions are counted, and a sandbox that answers in turn. */
function stage(answers: Answer[], { canReplace = true } = {}) {
  const sent: string[] = [];
  let current = credential(1);
  let replaced = 0;
  const store: SessionStore = {
    ...createStaticStore(gone),
    peek: () => current,
    credential: async () => current,
    replace: async () => {
      replaced++;
      if (!canReplace) throw gone;
      return (current = credential(current.generation + 1));
    },
  };
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const token = new Headers(init.headers).get("X-Blaxel-Preview-Token");
    sent.push(`${init.method} ${url} ${token}`);
    const answer = answers.shift() ?? expect.fail("There was one call too many.");
    return answer();
  });
  return { store, sent, replaced: () => replaced };
}

const get = {
  what: "asking",
  read: async (response: Response) => ({ status: response.status, text: await response.text() }),
};

const ok = () => new Response("ok");
const refusal = () => new Response("{}", { status: 401 });
const network = () => Promise.reject<Response>(new TypeError("Failed to fetch"));
const first = "GET https://s1.example/x token-1";
const second = "GET https://s2.example/x token-2";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("sends the token in a header, and never in the address", async () => {
  const { store, sent } = stage([ok]);
  expect((await sandboxFetch(store, "/x", get)).text).toBe("ok");
  expect(sent).toEqual([first]);
});

it("a refused session is replaced, and the call sent once more", async () => {
  const { store, sent, replaced } = stage([refusal, ok]);
  expect((await sandboxFetch(store, "/x", get)).status).toBe(200);
  expect(sent).toEqual([first, second]);
  expect(replaced()).toBe(1);
});

it("a refused POST has done nothing, so it is sent once more too", async () => {
  const { store, sent } = stage([refusal, ok]);
  expect((await sandboxFetch(store, "/x", { ...get, method: "POST", body: "{}" })).status).toBe(
    200,
  );
  expect(sent).toHaveLength(2);
});

it("a second refusal is the answer", async () => {
  const { store, sent } = stage([refusal, refusal]);
  expect((await sandboxFetch(store, "/x", get)).status).toBe(401);
  expect(sent).toHaveLength(2);
});

it("a refusal that no newer session cures is an error", async () => {
  const { store } = stage([refusal], { canReplace: false });
  await expect(sandboxFetch(store, "/x", get)).rejects.toBe(gone);
});

it("an unexplained network error may be a refusal: one refresh for each credential, one replay", async () => {
  const { store, sent, replaced } = stage([network, ok, network, network, network]);
  expect((await sandboxFetch(store, "/x", get)).status).toBe(200);
  expect(sent).toEqual([first, second]);
  await expect(sandboxFetch(store, "/x", get)).rejects.toMatchObject({
    kind: "sandbox-unreachable",
  });
  expect(replaced()).toBe(2);
});

it("after a network error a POST is not repeated, as it may have been done", async () => {
  const { store, sent } = stage([network]);
  await expect(sandboxFetch(store, "/x", { ...get, method: "POST" })).rejects.toMatchObject({
    kind: "sandbox-unreachable",
  });
  expect(sent).toHaveLength(1);
});

it("any other status is an answer", async () => {
  const { store, sent } = stage([() => new Response("{}", { status: 500 })]);
  expect((await sandboxFetch(store, "/x", get)).status).toBe(500);
  expect(sent).toHaveLength(1);
});

const inTime = (signal: AbortSignal | null | undefined) =>
  new Promise<never>((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });

it.each([
  ["does not answer", (signal: RequestInit["signal"]) => inTime(signal)],
  [
    "answers with a body that stalls",
    (signal: RequestInit["signal"]) => {
      const start = (controller: ReadableStreamDefaultController) => {
        signal?.addEventListener("abort", () => controller.error(signal.reason));
      };
      return Promise.resolve(new Response(new ReadableStream({ start })));
    },
  ],
  [
    "does not answer, and a fetch that ignores its signal",
    () => new Promise<Response>(() => undefined),
  ],
])("invariant 7: a sandbox that %s is given up in time", async (_what, answer) => {
  const { store } = stage([]);
  vi.stubGlobal("fetch", (_url: string, { signal }: RequestInit) => answer(signal));
  const failed = expect(sandboxFetch(store, "/x", get)).rejects.toMatchObject({ kind: "timeout" });
  await vi.advanceTimersByTimeAsync(30_000);
  await failed;
  expect(vi.getTimerCount()).toBe(0);
});

it("an abort rejects with its reason, and asks nothing further", async () => {
  const { store, replaced } = stage([]);
  const controller = new AbortController();
  vi.stubGlobal("fetch", (_url: string, { signal }: RequestInit) => inTime(signal));
  const reason = new Error("left");
  const failed = expect(
    sandboxFetch(store, "/x", { ...get, signal: controller.signal }),
  ).rejects.toBe(reason);
  await vi.advanceTimersByTimeAsync(1);
  controller.abort(reason);
  await failed;
  expect(replaced()).toBe(0);
});

it("run repeats what is idempotent once, and nothing else", async () => {
  const { store, replaced } = stage([]);
  const { run } = sandboxHandle(store);
  const refused = () => Promise.reject(Object.assign(new Error("refused"), { status: 401 }));
  const task = vi.fn(refused);
  await expect(run(task)).rejects.toMatchObject({ kind: "session-expired" });
  expect(task).toHaveBeenCalledTimes(1);
  await expect(run(task, { idempotent: true })).rejects.toMatchObject({ kind: "session-expired" });
  expect(task).toHaveBeenCalledTimes(3);
  expect(replaced()).toBe(2);
});

it("invariant 7: run gives up after its time, and ignores what the SDK answers later", async () => {
  const { store } = stage([]);
  const { run, load } = sandboxHandle(store);
  await load();
  let answer = (_value: string) => {};
  const late = run(() => new Promise<string>((resolve) => (answer = resolve)), {
    timeoutMs: 5_000,
  });
  const failed = expect(late).rejects.toMatchObject({ kind: "timeout" });
  await vi.advanceTimersByTimeAsync(5_000);
  await failed;
  answer("late");
  await expect(late).rejects.toMatchObject({ kind: "timeout" });
});

it.each([NaN, 0, -1, "5000"])("run refuses a limit of %s", async (timeoutMs) => {
  const { run } = sandboxHandle(stage([]).store);
  const task = vi.fn();
  // As a page without types would call it.
  const options: object = { timeoutMs };
  await expect(run(task, options)).rejects.toMatchObject({ kind: "invalid-options" });
  expect(task).not.toHaveBeenCalled();
});

it("invariant 2: the instance shows no token to whoever lists or serialises it", async () => {
  const { store } = stage([]);
  const instance = await sandboxHandle(store).load();
  expect(JSON.stringify(instance)).not.toContain("token-1");
  const { inspect } = await import("node:util");
  expect(inspect(instance, { depth: 10 })).not.toContain("token-1");
});
