import { SandboxError, type SandboxErrorKind } from "../errors";
import type { ProbeResult } from "./probeResult";
import type { AddressFault } from "./frameAddress";

/** What happened, what to do, and whether waiting can help (`1`), by kind. */
const texts: Partial<Record<SandboxErrorKind, readonly [string, string, 1?]>> = {
  "app-failed": [
    "The app answers with an error.",
    "Look at the dev server's log. The page can be shown all the same.",
    1,
  ],
  "bound-to-loopback": [
    "The dev server listens on loopback only, where no preview can reach it.",
    "Start it with --host 0.0.0.0.",
    1,
  ],
  "blocked-by-csp": [
    "This page's Content-Security-Policy forbids the preview.",
    "Allow the preview's origin in frame-src and connect-src.",
  ],
  "cookies-blocked": [
    "This browser keeps no cookie for the preview's frame, so that all but its page is refused.",
    "Show it in a tab of its own, or make the preview public: its address cannot be guessed.",
  ],
  "cors-missing": [
    "The preview answers without CORS headers, so this page cannot tell whether the app is well.",
    "Create the preview with previewResponseHeaders().",
  ],
  forbidden: ["The preview is forbidden.", "Check who may open this preview.", 1],
  "frame-blocked": [
    "The page refuses to be framed.",
    "Remove X-Frame-Options, or allow this page in frame-ancestors; previewResponseHeaders() does.",
  ],
  "host-blocked": [
    "The dev server refuses the preview's host name.",
    "Allow the host in the dev server; useProcess() and devServerEnv() do it for Vite.",
  ],
  "not-a-page": [
    "The address leads to a download, or to nothing that a frame can show.",
    "Check the path, and whether this page's Cross-Origin-Embedder-Policy keeps it away.",
  ],
  "nothing-listening": [
    "Nothing listens on the preview's port.",
    "Start the dev server on 0.0.0.0 and on the port that the preview was made for.",
    1,
  ],
  offline: ["The browser is offline.", "It goes on when the network is back.", 1],
  "preview-not-found": [
    "There is no such preview.",
    "Let the backend create it, and check its name.",
  ],
  "preview-token-expired": [
    "The preview's token is refused, or missing.",
    "Check that the backend answers a fresh token for this private preview.",
    1,
  ],
  "process-exited": ["The process behind the preview has ended.", "Start it again."],
  "quota-exceeded": [
    "A usage limit of the workspace is reached.",
    "Raise the limit, or delete sandboxes that are not needed.",
  ],
  "rate-limited": ["Too many requests.", "It goes on after a while.", 1],
  "same-origin-preview": [
    "The preview has the origin of this page, where allow-same-origin would lift its sandbox.",
    "Serve the preview from another origin, or leave allow-same-origin out of `sandbox`.",
  ],
  "sandbox-unavailable": [
    "The sandbox is not available.",
    "It may be waking; otherwise look at it in the Blaxel console.",
    1,
  ],
  "sandbox-unreachable": [
    "The preview cannot be reached.",
    "Check the network, and that the preview still exists.",
    1,
  ],
  timeout: [
    "The preview takes too long to answer.",
    "Look at the dev server's log. A slow app gets more time by readiness.probeTimeoutMs.",
    1,
  ],
};

const unreadFailure = [
  "What the preview answers cannot be shown, and without CORS headers this page cannot tell why.",
  "Create the preview with previewResponseHeaders(): then the cause is named.",
  1,
] as const;

const unreadFraming = [
  "This page cannot tell whether the browser shows the preview's page in a frame.",
  "Create the preview with previewResponseHeaders(), or allow it in this page's object-src.",
] as const;

const pdf = [
  "The address leads to a PDF, which this browser does not show in a frame with `sandbox`.",
  "Open it in a tab of its own, or set sandbox={false} where the code in the sandbox is trusted.",
] as const;

const redirect = [
  "The app redirects to what a frame cannot show.",
  "It may lead in a circle, or to an address such as http://localhost:3000, which is another machine for the browser: let it redirect to a path.",
] as const;

function textOf(kind: SandboxErrorKind, { loads, isUnsure, isPdf, redirected }: ProbeResult) {
  if (kind === "not-a-page" && isPdf) return pdf;
  if (kind === "not-a-page" && redirected) return redirect;
  if (kind === "cors-missing" && loads === false) return unreadFailure;
  if (kind === "cors-missing" && isUnsure) return unreadFraming;
  return texts[kind] ?? ([kind, ""] as const);
}

/** The error for a kind that a preview can come to. */
export function previewError(kind: SandboxErrorKind, probeResult: ProbeResult = {}): SandboxError {
  const { status, retryAfterMs, isUnsure } = probeResult;
  const [message, hint, retryable] = textOf(kind, probeResult);
  return new SandboxError({
    kind,
    message: status && !isUnsure ? `${message} (${status})` : message,
    hint,
    retryable: retryable === 1,
    status,
    retryAfterMs,
  });
}

/** The time is up, and no session has said yet where the preview is. */
export function noAddressError(): SandboxError {
  return new SandboxError({
    kind: "timeout",
    message: "The backend has not given the preview's address yet.",
    hint: "Look at the backend's log. It is asked again.",
    retryable: true,
  });
}

/** The page may not be framed here, for a reason that lies with the page around it. */
export function embedderPolicyError(): SandboxError {
  return new SandboxError({
    kind: "frame-blocked",
    message: "This page's Cross-Origin-Embedder-Policy keeps the preview's page away.",
    hint: "Set `credentialless` on the preview, or let the app send Cross-Origin-Embedder-Policy: require-corp and Cross-Origin-Resource-Policy: cross-origin.",
    retryable: false,
  });
}

/** What is wrong with an address, in a sentence. */
export const addressFaults: Record<AddressFault, string> = {
  "not-absolute": "The preview's URL is not an absolute URL.",
  scheme: "The preview's URL is not https:.",
  insecure: "The preview's URL is http:, which is for loopback only.",
  user: "The preview's URL has a user name, which browsers refuse.",
  elsewhere: "The path leads away from the preview.",
};
