import type { SandboxError } from "../errors";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import { pageEnvironment, momentNow } from "./environment";
import { addressIn } from "./previewAddresses";
import { hydrateRecord } from "./hydrateRecord";
import { emptyRecord, toState } from "./sessionRecord";
import type { SessionStore } from "./sessionStore";

const nothingToStop = () => {};

/** A store that never asks an endpoint: of a provider that is not enabled, or of none at all. */
export function createStaticStore(
  error: SandboxError,
  {
    isFailed,
    initial,
  }: { isFailed: boolean; initial?: SandboxHandoff | SandboxSessionResponse | undefined },
): SessionStore {
  const refuse = async () => {
    throw error;
  };
  const record = emptyRecord();
  // A hand-off that cannot be used is reported by the store that takes over, not by one at rest.
  if (initial) hydrateRecord(record, initial, momentNow(pageEnvironment));
  record.failure = isFailed ? error : undefined;
  const snapshot = toState(record, async () => {}, undefined);
  return {
    id: error.message,
    enabled: false,
    subscribe: () => nothingToStop,
    getSnapshot: () => snapshot,
    getServerSnapshot: () => snapshot,
    peek: () => undefined,
    credential: refuse,
    replace: refuse,
    preview: (name) => addressIn(record.previews, name),
    replacePreview: refuse,
    observe: () => nothingToStop,
  };
}
