import { SandboxError } from "../errors";
import { addressFaults, embedderPolicyError, previewError } from "./previewError";
import type { Located } from "./previewLocation";

/** Why no probe can help. `forbidden` is what this page's policy was seen to forbid. */
export function obstacleOf(
  found: Located,
  forbidden: ReadonlySet<string>,
): SandboxError | undefined {
  // A sandbox that is being made ready is waited for as long as the preview's own limit says.
  const { kind, status } = found.error ?? {};
  if (found.error) return kind === "timeout" && status === 503 ? undefined : found.error;
  if (found.missing) return previewError("preview-not-found");
  if (found.unsafe) return previewError("same-origin-preview");
  if (found.bad !== undefined) {
    return new SandboxError({
      kind: "bad-url",
      message: addressFaults[found.bad],
      hint: "Check what the backend answers as preview_url or previews, and the path.",
      retryable: false,
    });
  }
  const { origin } = found.address ?? {};
  if (forbidden.has(`coep ${origin}`)) return embedderPolicyError();
  return forbidden.has(`frame-src ${origin}`) ? previewError("blocked-by-csp") : undefined;
}
