import { SandboxError } from "../errors";

/** The session has ended; `failure` is why no newer one came. */
export const expiredError = (failure: SandboxError | undefined) =>
  new SandboxError({
    kind: "session-expired",
    message: "The session has ended and no newer one is there yet.",
    hint: failure?.hint ?? "It is asked for again; if that does not help, look at the backend.",
    retryable: true,
    cause: failure,
  });

/** The sandbox refuses what the backend hands out. */
export const refusedError = () =>
  new SandboxError({
    kind: "session-expired",
    message: "The sandbox refuses the session, and the endpoint hands out the same one again.",
    hint: "Make the route check that its session still exists before it is handed out again.",
    retryable: true,
  });

/** The backend goes on handing out what has ended. */
export const endedError = () =>
  new SandboxError({
    kind: "endpoint-invalid",
    message: "The session endpoint hands out the session that has ended again.",
    hint: "Make the route create a new session when the old one has ended, and let nobody cache its answer.",
    retryable: false,
  });

/** Nobody answered a caller in time, and no attempt has failed yet. */
export const tooLateError = (limitMs: number) =>
  new SandboxError({
    kind: "timeout",
    message: `No session within ${limitMs / 1000} seconds.`,
    hint: "Check the network and the backend.",
    retryable: true,
  });

export const notEnabledError = () =>
  new SandboxError({
    kind: "invalid-options",
    message: "The provider is not enabled, so there is no session.",
    hint: "Set `enabled` on <SandboxProvider> before the sandbox is used.",
    retryable: false,
  });

export const noProviderError = () =>
  new SandboxError({
    kind: "invalid-options",
    message: "There is no <SandboxProvider> around this component.",
    hint: 'Put <SandboxProvider endpoint="/api/sandbox"> around it.',
    retryable: false,
  });
