// Reads and writes that cross, each answered when the test says so.
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SandboxError } from "../errors";
import { Credential, createStaticStore } from "../session";
import { SandboxFiles } from "./sandboxFiles";

interface Asked {
  readonly method: string;
  answer(text?: string): void;
}

const asked: Asked[] = [];
beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("fetch", (_url: string, { method = "GET" }: RequestInit) => {
    return new Promise<Response>((resolve) => {
      const headers = { "Last-Modified": "x" };
      asked.push({ method, answer: (text) => resolve(new Response(text, { headers })) });
    });
  });
});
afterEach(() => vi.unstubAllGlobals());

/** The next request, once it is there. */
const next = (at: number) => vi.waitFor(() => asked[at] ?? Promise.reject(new Error("not asked")));

function openStore() {
  const credential = new Credential("s", "https://sandbox.example", "token", Date.now() + 1e9, 1);
  const unused = new SandboxError({ kind: "offline", message: "", hint: "", retryable: true });
  const source = { peek: () => credential, credential: async () => credential };
  const session = { ...createStaticStore(unused), ...source, replace: async () => credential };
  const store = new SandboxFiles(session, new QueryClient(), ["files"]).file("/a.txt");
  const values: unknown[] = [];
  store.subscribe(() => values.push(store.getSnapshot().value));
  return { store, values };
}

async function openEdited() {
  const { store, values } = openStore();
  const read = store.refresh();
  (await next(0)).answer("a");
  await read;
  store.setValue("b");
  const saving = store.save();
  (await next(1)).answer("a");
  return { store, values, saving, write: await next(2) };
}

it("a read that crosses a save neither brings the old text back nor makes a conflict", async () => {
  const { store, values, saving, write } = await openEdited();
  expect(write.method).toBe("PUT");
  const crossing = store.refresh();
  const crossed = await next(3);
  write.answer();
  await vi.waitFor(() => expect(store.getSnapshot().isSaving).toBe(false));
  crossed.answer("a");
  await crossing;
  (await next(4)).answer("b");
  expect(await saving).toBe("saved");
  expect(store.getSnapshot()).toMatchObject({ value: "b", isDirty: false, conflict: undefined });
  expect(values.slice(values.indexOf("b"))).not.toContain("a");
});

it("what is typed while it is saved stays an edit, and is the next save's", async () => {
  const { store, saving, write } = await openEdited();
  store.setValue("bc");
  write.answer();
  (await next(3)).answer("b");
  expect(await saving).toBe("saved");
  expect(store.getSnapshot()).toMatchObject({ value: "bc", isDirty: true, conflict: undefined });
});

it("another text right after the save is a conflict: one of the two writers saw nothing of the other", async () => {
  const { store, saving, write } = await openEdited();
  write.answer();
  (await next(3)).answer("theirs");
  expect(await saving).toBe("conflict");
  const { conflict } = store.getSnapshot();
  expect(conflict).toMatchObject({ reason: "changed", mine: "b", theirs: "theirs" });
});

it("what is empty is believed the second time: a writer may have emptied it first", async () => {
  const { store, values } = openStore();
  for (const text of ["a", "", "b", "", ""]) {
    const read = store.refresh();
    (await next(asked.length)).answer(text);
    await read;
  }
  expect(values).toEqual(["a", "b", ""]);
});

it("three saves at once are one write", async () => {
  const { store, saving, write } = await openEdited();
  const others = [store.save(), store.save()];
  write.answer();
  (await next(3)).answer("b");
  expect(await Promise.all([saving, ...others])).toEqual(["saved", "unchanged", "unchanged"]);
  expect(asked.filter(({ method }) => method === "PUT")).toHaveLength(1);
});
