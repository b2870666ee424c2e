const PRIVATE = "bl_preview_token=";

/**
 * Whether a browser that may not read an answer was at least given a good one: a prefetch fires
 * `load` for a page and a redirect, `error` for an error status. Undefined where nobody can tell:
 * without prefetching (Safari), for a private preview, whose token must not stand in the document,
 * and where this page's policy forbids it.
 */
export function answersWell(url: string, signal: AbortSignal): Promise<boolean | undefined> {
  const link = document.createElement("link");
  if (!link.relList?.supports?.("prefetch") || url.includes(PRIVATE)) {
    return Promise.resolve(undefined);
  }
  return new Promise((resolve) => {
    const { origin } = new URL(url);
    const end = (answer: boolean | undefined) => {
      link.remove();
      document.removeEventListener("securitypolicyviolation", onViolation);
      signal.removeEventListener("abort", unknown);
      resolve(answer);
    };
    const unknown = () => end(undefined);
    const onViolation = ({ blockedURI, disposition }: SecurityPolicyViolationEvent) => {
      if (disposition === "enforce" && blockedURI.startsWith(origin)) unknown();
    };
    document.addEventListener("securitypolicyviolation", onViolation);
    signal.addEventListener("abort", unknown);
    link.rel = "prefetch";
    link.referrerPolicy = "no-referrer";
    link.addEventListener("load", () => end(true));
    // A task later: what this page's policy forbids is said of separately.
    link.addEventListener("error", () => setTimeout(() => end(false)));
    link.href = url;
    document.head.append(link);
  });
}
