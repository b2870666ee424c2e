import { SandboxError, type SandboxErrorKind } from "blaxel-react";

const problem = (
  kind: SandboxErrorKind,
  message: string,
  hint: string,
  more: { retryable?: boolean; status?: number } = {},
) => new SandboxError({ kind, message, hint, retryable: false, ...more });

/** Errors as a preview gives them. */
export const previewProblems = {
  processExited: problem(
    "process-exited",
    '"dev-server" failed with code 1.',
    "Its last lines say more.",
  ),
  boundToLoopback: problem(
    "bound-to-loopback",
    "The dev server listens on loopback only, where no preview can reach it.",
    "Start it with --host 0.0.0.0.",
    { retryable: true },
  ),
  hostBlocked: problem(
    "host-blocked",
    "The dev server refuses the preview's host name. (403)",
    "Allow the host in the dev server; useProcess() and devServerEnv() do it for Vite.",
    { status: 403 },
  ),
  nothingListening: problem(
    "nothing-listening",
    "Nothing listens on the preview's port. (502)",
    "Start the dev server on 0.0.0.0 and on the port that the preview was made for.",
    { retryable: true, status: 502 },
  ),
  appFailed: problem(
    "app-failed",
    "The app answers with an error. (500)",
    "Look at the dev server's log. The page can be shown all the same.",
    { retryable: true, status: 500 },
  ),
  frameBlocked: problem(
    "frame-blocked",
    "The page refuses to be framed.",
    "Remove X-Frame-Options, or allow this page in frame-ancestors; previewResponseHeaders() does.",
  ),
  offline: problem("offline", "The browser is offline.", "It goes on when the network is back.", {
    retryable: true,
  }),
  quotaExceeded: problem(
    "quota-exceeded",
    "A usage limit of the workspace is reached. (402)",
    "Raise the limit, or delete sandboxes that are not needed.",
    { status: 402 },
  ),
  notFound: problem(
    "preview-not-found",
    "There is no such preview. (404)",
    "Let the backend create it, and check its name.",
    { status: 404 },
  ),
  endpointUnreachable: problem(
    "endpoint-unreachable",
    "The session endpoint did not answer.",
    "Check that the backend runs and that `endpoint` leads to it.",
    { retryable: true },
  ),
  unauthorized: problem(
    "unauthorized",
    "The session endpoint says that nobody is signed in. (401)",
    "Sign in again.",
    { status: 401 },
  ),
  timeout: problem(
    "timeout",
    "The preview takes too long to answer.",
    "Look at the dev server's log; a reload may help.",
    { retryable: true },
  ),
  corsMissing: problem(
    "cors-missing",
    "The preview answers without CORS headers, so nobody can tell whether the app is well.",
    "Create the preview with previewResponseHeaders().",
  ),
} as const;
