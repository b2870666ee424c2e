import { createEmitter } from "../core";
import { isWithin, joined, nameOf, parentOf, type DirectoryEntry } from "../platform";

/** A change that the sandbox has not confirmed: what it takes away, and what it puts in its place. */
export interface PendingChange {
  readonly removed?: string | undefined;
  readonly added?: DirectoryEntry | undefined;
}

/** The changes that are under way, as the folders are to show them. */
export class PendingChanges {
  readonly #changes = createEmitter();
  #all: readonly PendingChange[] = [];

  readonly subscribe = this.#changes.subscribe;

  readonly getSnapshot = (): readonly PendingChange[] => this.#all;

  /** Shows the change until what is returned is called. */
  add(change: PendingChange): () => void {
    this.#set([...this.#all, change]);
    return () => this.#set(this.#all.filter((one) => one !== change));
  }

  #set(all: readonly PendingChange[]): void {
    this.#all = all;
    this.#changes.emit();
  }
}

/** What a folder will hold once the changes are made. */
export function withPending(
  path: string,
  entries: readonly DirectoryEntry[],
  changes: readonly PendingChange[],
): readonly DirectoryEntry[] {
  return changes.reduce((all, { removed, added }) => {
    const left = removed === undefined ? all : all.filter((entry) => entry.path !== removed);
    if (!added || parentOf(added.path) !== path || added.path === "/") return left;
    if (left.some(({ name }) => name === added.name)) return left;
    return added.kind === "directory" ? [added, ...left] : [...left, added];
  }, entries);
}

/** An entry as it will be at another path. */
export const movedEntry = (entry: DirectoryEntry, to: string): DirectoryEntry => ({
  ...entry,
  name: nameOf(to),
  path: to,
});

/** Where a path leads after `from` has become `to`. */
export const movedPath = (path: string, from: string, to: string): string | undefined =>
  isWithin(path, from) ? joined(to, path.slice(from.length + 1)).replace(/\/$/, "") : undefined;
