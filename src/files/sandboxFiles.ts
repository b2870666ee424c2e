import { hashKey, type QueryClient } from "@tanstack/react-query";
import { createEmitter } from "../core";
import { ownClient, type SessionStore } from "../session";
import { FileStore, type FileHost } from "./fileStore";
import { FolderWatch } from "./folderWatch";
import { movedPath, PendingChanges } from "./pendingChanges";

/** All that the page knows of the files of one session, until the session is forgotten. */
export class SandboxFiles implements FileHost {
  readonly session: SessionStore;
  readonly client: QueryClient;
  readonly key: readonly unknown[];
  readonly pending = new PendingChanges();
  readonly #folders = new Map<string, FolderWatch>();
  readonly #files = new Map<string, FileStore>();

  constructor(session: SessionStore, client: QueryClient, key: readonly unknown[]) {
    this.session = session;
    this.client = client;
    this.key = key;
  }

  readonly folder = (path: string): FolderWatch => {
    let folder = this.#folders.get(path);
    if (!folder) this.#folders.set(path, (folder = new FolderWatch(this, this.client, path)));
    return folder;
  };

  readonly file = (path: string): FileStore => {
    let file = this.#files.get(path);
    if (!file) this.#files.set(path, (file = new FileStore(this, path)));
    return file;
  };

  /** Something was moved: an edit goes with its file. */
  moveEdits(from: string, to: string): void {
    for (const [path, file] of Array.from(this.#files)) {
      const target = movedPath(path, from, to);
      if (target === undefined || !file.edit) continue;
      this.file(target).takeOver(file.edit);
      file.revert();
    }
  }

  forgetUnedited(): void {
    for (const [path, { edit }] of this.#files) if (!edit) this.#files.delete(path);
  }
}

interface Holder {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => SandboxFiles;
}

const holders = new WeakMap<SessionStore, Holder>();
let made = 0;

/**
 * What holds the files of a session. Once the application has cleared its cache, as to sign the user out, there
 * are others, which know nothing. When nothing uses the session any more, only unsaved edits stay.
 */
export function filesHolder(session: SessionStore): Holder {
  const known = holders.get(session);
  if (known) return known;
  const client = session.queryClient ?? ownClient();
  const { queryKey = [] } = session;
  const make = () =>
    new SandboxFiles(session, client, ["blaxel-react", "files", queryKey[2], ++made]);
  let files = make();
  const changes = createEmitter();
  const cache = client.getQueryCache();
  const hash = hashKey(queryKey);
  cache.subscribe(({ type, query }) => {
    if (type !== "removed" || query.queryHash !== hash) return;
    const before = files;
    // A session that is in use puts its query back at once.
    queueMicrotask(() => {
      if (cache.get(hash)) {
        files = make();
        changes.emit();
      } else before.forgetUnedited();
      client.removeQueries({ queryKey: before.key });
    });
  });
  const holder: Holder = { subscribe: changes.subscribe, getSnapshot: () => files };
  holders.set(session, holder);
  return holder;
}
