/** What the page around the frame can report. */
export interface PageListeners {
  visibility: (hidden: boolean) => void;
  online: () => void;
  /** This page's own policy forbade something to an origin: a directive, or `coep` for a frame. */
  violation: (directive: string, origin: string) => void;
}

/** What is used of a violation, be it an event or a report. */
export interface Violation {
  readonly effectiveDirective: string;
  readonly disposition: string;
  readonly blockedURI?: string | undefined;
  readonly blockedURL?: string | undefined;
}

/**
 * Listens until the returned function is called. `place` is the document in which the frame stands:
 * in a popup that is another one, which alone says whether the user sees the frame, while what this
 * page's scripts were forbidden is told to this page. `earlier` are the violations received before; a browser that keeps reports adds those of the page's first moments, too: a frame in
 * server-rendered HTML is forbidden before any script runs.
 */
export function watchPage(
  { visibility, online, violation }: PageListeners,
  earlier: readonly Violation[],
  place: Document,
): () => void {
  const documents = new Set([document, place]);
  const onVisibility = () => visibility(place.hidden);
  const onViolation = ({ disposition, effectiveDirective, blockedURI, blockedURL }: Violation) => {
    const blocked = blockedURI ?? blockedURL ?? "";
    if (disposition !== "enforce" || !URL.canParse(blocked)) return;
    violation(effectiveDirective, new URL(blocked).origin);
  };
  const onPageShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) onVisibility();
  };
  place.addEventListener("visibilitychange", onVisibility);
  for (const one of documents) one.addEventListener("securitypolicyviolation", onViolation);
  window.addEventListener("pageshow", onPageShow);
  window.addEventListener("online", online);
  earlier.forEach(onViolation);
  const reports = [...documents].map((one) => watchReports(onViolation, one.defaultView));
  return () => {
    for (const observer of reports) observer?.disconnect();
    place.removeEventListener("visibilitychange", onVisibility);
    for (const one of documents) one.removeEventListener("securitypolicyviolation", onViolation);
    window.removeEventListener("pageshow", onPageShow);
    window.removeEventListener("online", online);
  };
}

function watchReports(
  onViolation: (violation: Violation) => void,
  view: (Window & Partial<typeof globalThis>) | null,
) {
  if (typeof view?.ReportingObserver !== "function") return undefined;
  const observer = new view.ReportingObserver(
    (reports) => {
      for (const report of reports) {
        // The fields of some reports can only be read in their JSON.
        const { body }: { body?: unknown } = JSON.parse(JSON.stringify(report));
        if (isViolation(body)) onViolation(body);
        else if (forbidsFrame(body)) onViolation({ ...body, effectiveDirective: "coep" });
      }
    },
    { buffered: true, types: ["csp-violation", "coep"] },
  );
  observer.observe();
  return observer;
}

function isViolation(body: unknown): body is Violation {
  return typeof body === "object" && body !== null && "effectiveDirective" in body;
}

/** The page's Cross-Origin-Embedder-Policy kept a frame's page away, not a picture or a request. */
function forbidsFrame(body: unknown): body is Omit<Violation, "effectiveDirective"> {
  if (typeof body !== "object" || body === null || !("type" in body)) return false;
  return body.type === "navigation" || ("destination" in body && body.destination === "iframe");
}
