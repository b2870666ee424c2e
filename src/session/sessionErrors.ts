import type { SandboxError } from "../errors";
import { endpointError } from "./endpointErrors";

/** The session has ended; `failure` is why no newer one came. */
export const expiredError = (failure: SandboxError | undefined) =>
  endpointError(
    "session-expired",
    "The session has ended and no newer one is there yet.",
    failure?.hint ?? "It is asked for again.",
    { cause: failure },
  );

/** The endpoint hands out again what has ended or been refused. */
export const sameAgainError = (kind: "endpoint-invalid" | "session-expired", why: string) =>
  endpointError(
    kind,
    `${why}, and the endpoint hands out the same one again.`,
    "Make the route create a new session when the old one has ended.",
    { retryable: kind === "session-expired" },
  );

export const refusedError = () =>
  sameAgainError("session-expired", "The sandbox refuses the session");

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
