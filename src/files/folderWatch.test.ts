import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, it, vi } from "vitest";
import { SandboxError } from "../errors";
import { Credential, createStaticStore } from "../session";
import { FolderWatch } from "./folderWatch";

afterEach(() => vi.unstubAllGlobals());

it("what is asked for while the folder is being listed is listed once more: that answer may be older", async () => {
  const answers: ((names: string[]) => void)[] = [];
  vi.stubGlobal("fetch", () => {
    return new Promise<Response>((resolve) => {
      answers.push((names) => {
        const files = names.map((name) => ({ name, size: 1 }));
        resolve(Response.json({ files, subdirectories: [] }));
      });
    });
  });
  const credential = new Credential("s", "https://sandbox.example", "token", Date.now() + 1e9, 1);
  const unused = new SandboxError({ kind: "offline", message: "", hint: "", retryable: true });
  const source = { peek: () => credential, credential: async () => credential };
  const session = { ...createStaticStore(unused), ...source, replace: async () => credential };
  const client = new QueryClient();
  const folder = new FolderWatch({ session, key: ["files"] }, client, "/app");
  const names = () =>
    client
      .getQueryData<{ name: string }[]>(["files", "directory", "/app"])
      ?.map(({ name }) => name);

  const first = folder.refresh();
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  const second = folder.refresh();
  answers[0]?.(["before"]);
  await first;
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(["before", "after"]);
  await second;
  expect(names()).toEqual(["before", "after"]);
});
