/** What the page around the frame can tell. */
export interface PageListeners {
  visibility: (hidden: boolean) => void;
  online: () => void;
  /** This page's own policy forbade something to an origin. */
  violation: (directive: string, origin: string) => void;
}

/** Listens until the returned function is called. */
export function watchPage({ visibility, online, violation }: PageListeners): () => void {
  const onVisibility = () => visibility(document.hidden);
  const onViolation = (event: SecurityPolicyViolationEvent) => {
    if (event.disposition !== "enforce" || !URL.canParse(event.blockedURI)) return;
    violation(event.effectiveDirective, new URL(event.blockedURI).origin);
  };
  const onPageShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) onVisibility();
  };
  document.addEventListener("visibilitychange", onVisibility);
  document.addEventListener("securitypolicyviolation", onViolation);
  window.addEventListener("pageshow", onPageShow);
  window.addEventListener("online", online);
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    document.removeEventListener("securitypolicyviolation", onViolation);
    window.removeEventListener("pageshow", onPageShow);
    window.removeEventListener("online", online);
  };
}
