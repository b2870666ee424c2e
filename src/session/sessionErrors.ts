import type { SandboxError } from "../errors";
import { endpointError, LOOK_AT_LOG } from "./endpointErrors";

/** The session has ended; `failure` is why no newer one came. */
export const expiredError = (failure: SandboxError | undefined) =>
  endpointError(
    "session-expired",
    "The session has ended and no newer one is there yet.",
    failure?.hint ?? "It is asked for again.",
    { cause: failure },
  );

const KEEP_NO_OLD_ONE = "Make the route create a new session when the old one has ended.";

/** The sandbox refuses what the backend hands out. */
export const refusedError = () =>
  endpointError(
    "session-expired",
    "The sandbox refuses the session, and the endpoint hands out the same one again.",
    KEEP_NO_OLD_ONE,
  );

/** The backend goes on handing out what has ended. */
export const endedError = () =>
  endpointError(
    "endpoint-invalid",
    "The session has ended, and the endpoint hands out the same one again.",
    KEEP_NO_OLD_ONE,
    { retryable: false },
  );

/** Nobody answered a caller in time, and no attempt has failed yet. */
export const tooLateError = (limitMs: number) =>
  endpointError("timeout", `No session within ${limitMs / 1000} seconds.`, LOOK_AT_LOG);

export const notEnabledError = () =>
  endpointError(
    "invalid-options",
    "The provider is not enabled, so there is no session.",
    "Set `enabled` on <SandboxProvider>.",
    { retryable: false },
  );

export const noProviderError = () =>
  endpointError(
    "invalid-options",
    "There is no <SandboxProvider> around this component.",
    'Put <SandboxProvider endpoint="/api/sandbox"> around it.',
    { retryable: false },
  );
