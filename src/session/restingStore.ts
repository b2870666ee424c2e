import type { SandboxError } from "../errors";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import { parseAnswer } from "./parseAnswer";
import { noPreviews, readPreviewAddresses } from "./previewAddresses";
import type { SessionStore } from "./storeContract";
import { takeSnapshot } from "./takeSnapshot";

const nothingToStop = () => {};

/** A store that never asks anybody: of a provider that is not enabled, or of none at all. */
export function createRestingStore(
  error: SandboxError,
  {
    isFailed,
    initial,
  }: { isFailed: boolean; initial?: SandboxHandoff | SandboxSessionResponse | undefined },
): SessionStore {
  const refuse = () => Promise.reject(error);
  const previews = initial
    ? readPreviewAddresses(parseAnswer(initial, { isHandoff: true }), noPreviews)
    : noPreviews;
  const snapshot = takeSnapshot({
    held: undefined,
    failure: isFailed ? error : undefined,
    previews,
    isRefreshing: false,
    notRenewed: false,
    nextRefreshAt: undefined,
    refresh: refuse,
  });
  return {
    id: error.message,
    enabled: false,
    subscribe: () => nothingToStop,
    getSnapshot: () => snapshot,
    getServerSnapshot: () => snapshot,
    peek: () => undefined,
    credential: refuse,
    replace: refuse,
    preview: (name) => (name === undefined ? previews.main : previews.byName.get(name)),
    replacePreview: refuse,
    observe: () => nothingToStop,
  };
}
