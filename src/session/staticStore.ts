import type { SandboxError } from "../errors";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import { pageEnvironment } from "./environment";
import { addressIn } from "./previewAddresses";
import { hydrateRecord } from "./hydrateRecord";
import { emptyRecord, toState } from "./sessionRecord";
import type { SessionStore } from "./sessionStore";

const nothingToStop = () => {};

/** What a store that never asks has to show all the same. */
interface StaticFacts {
  /** The state's own error; without it the session is pending. */
  failure?: SandboxError;
  identity?: string | undefined;
  initial?: SandboxHandoff | SandboxSessionResponse | undefined;
}

/** A store that never asks an endpoint: of a provider that is not enabled, or of none at all. */
export function createStaticStore(
  error: SandboxError,
  { failure, identity, initial }: StaticFacts = {},
): SessionStore {
  const refuse = async () => {
    throw error;
  };
  const record = emptyRecord();
  // A hand-off that cannot be used is reported by the store that takes over, not by one at rest.
  if (initial) hydrateRecord(record, initial, pageEnvironment);
  record.failure = failure;
  const snapshot = toState(record, async () => {}, undefined);
  return {
    scope: identity,
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
