import type { SandboxError } from "../errors";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import { EndpointFault } from "./endpointFault";
import { parseHandoff } from "./parseAnswer";
import { addressIn, noPreviews, readPreviewAddresses } from "./previewAddresses";
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
  const refuse = async () => {
    throw error;
  };
  const previews = initial ? previewsOf(initial) : noPreviews;
  const snapshot = takeSnapshot({
    held: undefined,
    failure: isFailed ? error : undefined,
    previews,
    isRefreshing: false,
    notRenewed: false,
    nextRefreshAt: undefined,
    refresh: async () => {},
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
    preview: (name) => addressIn(previews, name),
    replacePreview: refuse,
    observe: () => nothingToStop,
  };
}

/** A hand-off that cannot be used is told by the store that takes over, not by one at rest. */
function previewsOf(initial: SandboxHandoff | SandboxSessionResponse) {
  try {
    return readPreviewAddresses(parseHandoff(initial), noPreviews);
  } catch (error) {
    if (error instanceof EndpointFault) return noPreviews;
    throw error;
  }
}
