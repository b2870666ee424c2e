export type KeeperModule = typeof import("./sessionKeeper");

let loading: Promise<KeeperModule> | undefined;

/** Loads the keeper of sessions once; after a failure the next call tries again. */
export function loadKeeper(): Promise<KeeperModule> {
  return (loading ??= import("./sessionKeeper").catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
}
