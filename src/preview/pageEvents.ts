/** What the page around the frame can tell. */
export interface PageListeners {
  visibility: (hidden: boolean) => void;
  online: () => void;
  /** This page's own policy forbade something to an origin. */
  violation: (directive: string, origin: string) => void;
}

/** What is used of a violation, be it an event or a report. */
interface Violation {
  readonly effectiveDirective: string;
  readonly disposition: string;
  readonly blockedURI?: string | undefined;
  readonly blockedURL?: string | undefined;
}

/**
 * Listens until the returned function is called. `earlier` are the violations that were heard of
 * before; a browser that keeps reports tells those of the page's first moments, too: a frame in
 * server-rendered HTML is forbidden before any script runs.
 */
export function watchPage(
  { visibility, online, violation }: PageListeners,
  earlier: readonly Violation[],
): () => void {
  const onVisibility = () => visibility(document.hidden);
  const onViolation = ({ disposition, effectiveDirective, blockedURI, blockedURL }: Violation) => {
    const blocked = blockedURI ?? blockedURL ?? "";
    if (disposition !== "enforce" || !URL.canParse(blocked)) return;
    violation(effectiveDirective, new URL(blocked).origin);
  };
  const onPageShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) onVisibility();
  };
  document.addEventListener("visibilitychange", onVisibility);
  document.addEventListener("securitypolicyviolation", onViolation);
  window.addEventListener("pageshow", onPageShow);
  window.addEventListener("online", online);
  earlier.forEach(onViolation);
  const reports = watchReports(onViolation);
  return () => {
    reports?.disconnect();
    document.removeEventListener("visibilitychange", onVisibility);
    document.removeEventListener("securitypolicyviolation", onViolation);
    window.removeEventListener("pageshow", onPageShow);
    window.removeEventListener("online", online);
  };
}

function watchReports(onViolation: (violation: Violation) => void) {
  if (typeof ReportingObserver !== "function") return undefined;
  const observer = new ReportingObserver(
    (reports) => {
      for (const { body } of reports) if (isViolation(body)) onViolation(body);
    },
    { buffered: true, types: ["csp-violation"] },
  );
  observer.observe();
  return observer;
}

function isViolation(body: unknown): body is Violation {
  return typeof body === "object" && body !== null && "effectiveDirective" in body;
}
