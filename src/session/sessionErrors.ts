// The errors that have to be there at once. What an endpoint does wrong is put into words by the refresher.
import { SandboxError, type SandboxErrorDetails, type SandboxErrorKind } from "../errors";

export const sessionError = (
  kind: SandboxErrorKind,
  message: string,
  hint: string,
  more?: Partial<SandboxErrorDetails>,
) => new SandboxError({ kind, message, hint, retryable: true, ...more });

/** The session has ended; `failure` is why no newer one came. */
export const expiredError = (failure: SandboxError | undefined) =>
  sessionError(
    "session-expired",
    "The session has ended.",
    failure?.hint ?? "It is asked for again.",
    { cause: failure },
  );

/** A hand-off cannot be used. */
export const handoffError = (subject: string) =>
  sessionError(
    "endpoint-invalid",
    `\`initial\` cannot be used: look at ${subject}.`,
    "Pass `backend.initial()`.",
    { retryable: false },
  );

const optionsError = (message: string, hint: string) =>
  sessionError("invalid-options", message, hint, { retryable: false });

export const notEnabledError = () => optionsError("The provider is not enabled.", "Set `enabled`.");

export const noProviderError = () =>
  optionsError(
    "There is no <SandboxProvider> around this component.",
    "Put one of this copy around it.",
  );
