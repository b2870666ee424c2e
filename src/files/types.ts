import type { DataTag, FetchQueryOptions, QueryKey } from "@tanstack/react-query";
import type { DirectoryEntry } from "../platform";
import type { SandboxError } from "../errors";

/**
 * Options of `useDirectory`.
 *
 * @example
 * ```ts
 * const options: DirectoryOptions = { exclude: ["node_modules", ".git", "*.log"] };
 * ```
 */
export interface DirectoryOptions {
  /** Names that are left out; `*` stands for any characters. Default: none. */
  exclude?: readonly string[] | undefined;
  /** `false` asks for nothing and watches nothing. Default `true`. */
  enabled?: boolean | undefined;
}

/**
 * What `useDirectory` gives.
 *
 * @example
 * ```tsx
 * const { status, entries, error } = useDirectory("/app");
 * if (status === "error") return <p role="alert">{error?.message}</p>;
 * ```
 */
export interface SandboxDirectory {
  /** The path as it was asked for, without `.`, `..` and doubled slashes. */
  readonly path: string;
  /**
   * `idle`: nothing is asked for. `error`: it could not be listed, see `error`. A folder that vanishes
   * becomes an error of kind `path-not-found`, and is `ready` again once it is back.
   */
  readonly status: "idle" | "loading" | "ready" | "error";
  /** What it holds, folders first; what the user is about to change is in it already. */
  readonly entries: readonly DirectoryEntry[];
  /** Why it could not be listed the last time. Beside `ready`, `entries` are those of before. */
  readonly error: SandboxError | undefined;
  /** Lists it now. Resolves when that is done; what goes wrong is in `error`. */
  readonly refresh: () => Promise<void>;
}

/**
 * The options of a query of the files, for `useQuery`, `prefetchQuery` and the like.
 *
 * @example
 * ```ts
 * const listing: FileQuery<readonly DirectoryEntry[]> = directory("/app");
 * const entries = client.getQueryData(listing.queryKey);
 * ```
 */
export type FileQuery<Data> = FetchQueryOptions<Data, SandboxError> & {
  queryKey: DataTag<QueryKey, Data, SandboxError>;
};

/**
 * What a file holds, as the query cache has it.
 *
 * @example
 * ```ts
 * const content = await client.fetchQuery(queries.file("/app/package.json"));
 * if (content.kind === "text") console.log(content.text);
 * ```
 */
export type FileContent =
  /** UTF-8 text, just as it is stored, a byte-order mark included. */
  | { readonly kind: "text"; readonly text: string }
  /** It is not UTF-8, or has zero bytes. */
  | { readonly kind: "binary"; readonly bytes: Uint8Array<ArrayBuffer> }
  /** It has more than `maxBytes`; `size` in bytes where the server says it. */
  | { readonly kind: "too-large"; readonly size: number | undefined }
  /** There is nothing at the path. */
  | { readonly kind: "missing" };

/**
 * Options of `useFile`.
 *
 * @example
 * ```ts
 * const options: FileOptions = { maxBytes: 10 * 1024 * 1024 };
 * ```
 */
export interface FileOptions {
  /** A file with more bytes is `too-large` and not read. Default 2 MiB. */
  maxBytes?: number | undefined;
  /** `false` asks for nothing and watches nothing. Default `true`. */
  enabled?: boolean | undefined;
}

/**
 * What became of a save: `saved`; `unchanged`, as there was no edit; `conflict`, as the file holds something
 * else than the edit was made on, and nothing was written; `failed`, see `error`. The edit is kept but for the
 * first.
 *
 * @example
 * ```tsx
 * if ((await file.save()) === "conflict") showConflict();
 * ```
 */
export type SaveOutcome = "saved" | "unchanged" | "conflict" | "failed";

/**
 * An edit, and what another writer has made of the file since.
 *
 * @example
 * ```tsx
 * {file.conflict && <button onClick={file.conflict.takeTheirs}>Discard my edit</button>}
 * ```
 */
export interface FileConflict {
  /** `changed`: it holds another text. `removed`: it is gone. `unreadable`: it holds no text any more, or too much. */
  readonly reason: "changed" | "removed" | "unreadable";
  /** The edit. */
  readonly mine: string;
  /** What the file holds now; `undefined` unless it was `changed`. */
  readonly theirs: string | undefined;
  /** Saves the edit in place of what is there now, unless that is `unreadable`. */
  readonly keepMine: () => Promise<SaveOutcome>;
  /** Drops the edit. */
  readonly takeTheirs: () => void;
}

/**
 * What `useFile` knows.
 *
 * @example
 * ```ts
 * const canEdit = (state: FileState) => state.status === "ready" || state.status === "missing";
 * ```
 */
export interface FileState {
  /**
   * `idle`: nothing is asked for. `missing`: there is nothing at the path; what is set as a value is saved as a
   * new file. `binary` and `too-large` cannot be edited. `error`: it could not be read, see `error`. While there
   * is an edit it is `ready`.
   */
  readonly status: "idle" | "loading" | "ready" | "missing" | "binary" | "too-large" | "error";
  /**
   * The text, edited or not, with `\n` at the end of each line. A save gives each line the end that it had, and
   * keeps a byte-order mark. `undefined` unless it is `ready`.
   */
  readonly value: string | undefined;
  /** The bytes of a `binary` file. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** Whether the value differs from what the file is known to hold. */
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  /** There is an edit, and another writer has changed the file. */
  readonly conflict: FileConflict | undefined;
  /** Why it could not be read or saved the last time. */
  readonly error: SandboxError | undefined;
}

/**
 * What `useFile` gives.
 *
 * @example
 * ```tsx
 * function Editor({ file }: { file: SandboxFile }) {
 *   return <textarea value={file.value ?? ""} onChange={(event) => file.setValue(event.target.value)} />;
 * }
 * ```
 */
export interface SandboxFile extends FileState {
  /** The path as it was asked for, without `.`, `..` and doubled slashes. */
  readonly path: string;
  /** Edits the text. `false` if there is no text to edit; the value is then as before. */
  readonly setValue: (value: string) => boolean;
  /**
   * Writes the edit into the sandbox, unless another writer has changed the file since it was read: it is read once
   * more before. What is written between that and the save is not seen. Never rejects.
   */
  readonly save: () => Promise<SaveOutcome>;
  /** Drops the edit. */
  readonly revert: () => void;
  /** Reads it now. Resolves when that is done; what goes wrong is in `error`. */
  readonly refresh: () => Promise<void>;
}

/**
 * What `useFileMutations` does. Each rejects with a `SandboxError`, and the folders then show again what they hold.
 *
 * @example
 * ```tsx
 * const { rename } = useFileMutations();
 * const onSubmit = (name: string) => rename("/app/old.ts", name).catch(showError);
 * ```
 */
export interface FileMutations {
  /** Writes a text, whatever the file holds. `useFile` is for edits: it looks first. */
  readonly write: (path: string, text: string, options?: MutationOptions) => Promise<void>;
  /** Makes a file where there is nothing, or rejects with `path-exists`. Default text: none. */
  readonly create: (path: string, text?: string, options?: MutationOptions) => Promise<void>;
  /** Makes a folder where there is nothing, or rejects with `path-exists`, and the folders on the way to it. */
  readonly createDirectory: (path: string, options?: MutationOptions) => Promise<void>;
  /** Gives it another name in its folder. Resolves with its new path. */
  readonly rename: (path: string, name: string, options?: MutationOptions) => Promise<string>;
  /** Moves it to a path where there is nothing, or rejects with `path-exists`. An unsaved edit moves along. */
  readonly move: (from: string, to: string, options?: MutationOptions) => Promise<void>;
  /** Copies a file, or a folder with all that is in it, to a path where there is nothing. */
  readonly copy: (from: string, to: string, options?: MutationOptions) => Promise<void>;
  /** Removes it; a folder that is not empty only if `recursive`. */
  readonly remove: (path: string, options?: RemoveOptions) => Promise<void>;
}

/**
 * Options of a change.
 *
 * @example
 * ```ts
 * await copy("/app/src", "/app/src copy", { signal: controller.signal });
 * ```
 */
export interface MutationOptions {
  /** Ends the wait. The sandbox may carry it out all the same. */
  signal?: AbortSignal | undefined;
}

/**
 * Options of `remove`.
 *
 * @example
 * ```ts
 * await remove("/app/dist", { recursive: true });
 * ```
 */
export interface RemoveOptions extends MutationOptions {
  /** Whether a folder is removed with all that is in it. Default `false`. */
  recursive?: boolean | undefined;
}
