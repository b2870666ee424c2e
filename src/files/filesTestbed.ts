// For the tests of this folder: the files of a real sandbox, as components have them.
import { QueryClient } from "@tanstack/react-query";
import { expect } from "vitest";
import type { LocalSandboxOptions } from "blaxel-local";
import { eventually } from "../../testbed/eventually";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";
import type { SandboxError } from "../errors";
import type { SessionStore } from "../session";
import { directoryQuery } from "./fileQueries";
import { fileMutations } from "./fileMutations";
import type { FileStore } from "./fileStore";
import { filesHolder, type SandboxFiles } from "./sandboxFiles";
import type { FileMutations } from "./types";

export interface FilesTestbed extends ProcessTestbed, FilesPage {
  /** One page, with a cache of its own. */
  readonly page: FilesPage;
  openPage(): FilesPage;
  /** Runs a command in the sandbox to its end. */
  run(command: string): Promise<string>;
}

export interface FilesPage {
  readonly session: SessionStore;
  readonly files: SandboxFiles;
  readonly change: FileMutations;
  openFolder(path: string): OpenFolder;
  openFile(path: string): OpenFile;
}

interface OpenFolder {
  names(): readonly string[];
  error(): SandboxError | undefined;
  shows(names: readonly string[]): Promise<void>;
  leave(): void;
}

interface OpenFile {
  readonly store: FileStore;
  /** Every value that there was. */
  readonly values: readonly (string | undefined)[];
  holds(text: string): Promise<void>;
  leave(): void;
}

export async function openFiles(options: LocalSandboxOptions = {}): Promise<FilesTestbed> {
  const bed = await startProcessTestbed(options);
  const leaves: (() => void)[] = [];
  const openPage = () => createPage({ ...bed.store, queryClient: new QueryClient() }, leaves);
  const page = openPage();
  return {
    ...bed,
    ...page,
    page,
    openPage,
    async run(command) {
      const { url, token } = await bed.store.credential();
      const response = await fetch(`${url}/process`, {
        method: "POST",
        headers: { "X-Blaxel-Preview-Token": token, "Content-Type": "application/json" },
        body: JSON.stringify({ command, waitForCompletion: true }),
      });
      const answer: { stdout: string; stderr: string; exitCode: number } = await response.json();
      expect(answer).toMatchObject({ exitCode: 0 });
      return answer.stdout;
    },
    async close() {
      for (const leave of leaves) leave();
      await bed.close();
    },
  };
}

function createPage(session: SessionStore, leaves: (() => void)[]): FilesPage {
  const files = filesHolder(session).getSnapshot();
  return {
    session,
    files,
    change: fileMutations(files),
    openFolder(path) {
      const { queryKey } = directoryQuery(files, path);
      const leave = files.folder(path).use();
      leaves.push(leave);
      const state = () => files.client.getQueryState(queryKey);
      const names = () => state()?.data?.map(({ name }) => name) ?? [];
      return {
        names,
        error: () => state()?.error ?? undefined,
        shows: (wanted) => eventually(() => expect(names()).toEqual(wanted)),
        leave,
      };
    },
    openFile(path) {
      const store = files.file(path);
      const values = [store.getSnapshot().value];
      const stop = store.subscribe(() => values.push(store.getSnapshot().value));
      const leave = store.use();
      leaves.push(leave, stop);
      return {
        store,
        values,
        holds: (text) => eventually(() => expect(store.getSnapshot().value).toBe(text)),
        leave,
      };
    },
  };
}
