import { hiddenFrame } from "./hiddenFrame";

/** How often the trial is looked at, where no event says how it went. */
const LOOK_MS = 50;
/** How long a page that has been committed is given to turn out as the browser's own error page. */
const SETTLE_MS = 1_000;

/** How something is tried in a frame out of sight. */
export interface TrialOptions {
  readonly signal: AbortSignal;
  readonly document: Document;
  /** The frame that is shown is `credentialless`. */
  readonly isCredentialless: boolean;
}

/**
 * Whether the browser shows what is at `url` in a frame. Undefined where this page's `object-src`
 * forbids the trial, and when `signal` ends it first.
 *
 * No browser reports the status of what a frame of another origin has loaded, and an `<iframe>`
 * fires `load` for an error page too. An `<object>` shows it: it falls back to its own content for
 * an error status, a refused framing, a redirect to nowhere and what an embedder policy keeps away.
 * So the page is loaded a second time, in an object within a frame without scripts, gone at once.
 */
export function loadsInFrame(
  url: string,
  { signal, document, isCredentialless }: TrialOptions,
): Promise<boolean | undefined> {
  const { place, frame: outer } = hiddenFrame(document, isCredentialless);
  // The empty document that a frame begins with is not credentialless, nor would be what it holds.
  if (isCredentialless) outer.srcdoc = "<!doctype html>";
  let look: ReturnType<typeof setInterval> | undefined;
  let isForbidden = false;
  const onViolation = ({ disposition, effectiveDirective }: SecurityPolicyViolationEvent) => {
    isForbidden ||= disposition === "enforce" && effectiveDirective === "object-src";
  };
  let onAbort = () => {};
  const answer = new Promise<boolean | undefined>((resolve) => {
    const begin = () => {
      const inner = outer.contentDocument;
      if (!inner) return resolve(undefined);
      outer.removeEventListener("load", begin);
      const { object, fallback } = objectIn(inner, url);
      let runsListeners = false;
      // Firefox says so to the page around, others to the frame.
      inner.addEventListener("securitypolicyviolation", onViolation);
      document.addEventListener("securitypolicyviolation", onViolation);
      object.addEventListener("load", () => resolve(true));
      // A little later: what this page's policy forbids is said of separately.
      object.addEventListener("error", () =>
        setTimeout(() => resolve(isForbidden ? undefined : false), LOOK_MS),
      );
      // WebKit calls no listener in a document without scripts, so there the object is looked at.
      object.addEventListener("runsListeners", () => (runsListeners = true));
      object.dispatchEvent(new Event("runsListeners"));
      inner.body.append(object);
      // Firefox shows no document of an object at all, others the empty one that the page replaces.
      let wasBlank = object.contentDocument !== null;
      let committed = 0;
      look = setInterval(() => {
        const isBlank = object.contentDocument !== null;
        const hasFallen = fallback.getClientRects().length > 0;
        wasBlank ||= isBlank;
        // What a policy forbids never has a document of its own.
        if (hasFallen && !runsListeners) return resolve(wasBlank ? false : undefined);
        if (isBlank || !wasBlank || hasFallen) return;
        committed += LOOK_MS;
        // WebKit times what it shows, not what it refuses to frame.
        const isTimed = (outer.contentWindow?.performance.getEntriesByName(url) ?? []).length > 0;
        if (!runsListeners && isTimed) resolve(true);
        else if (committed >= SETTLE_MS) resolve(runsListeners);
      }, LOOK_MS);
    };
    onAbort = () => resolve(undefined);
    signal.addEventListener("abort", onAbort);
    outer.addEventListener("load", begin);
    document.body.append(place);
  });
  return answer.finally(() => {
    signal.removeEventListener("abort", onAbort);
    document.removeEventListener("securitypolicyviolation", onViolation);
    clearInterval(look);
    place.remove();
  });
}

/** The object, with content of its own that is rendered if the page cannot be. */
function objectIn(inner: Document, url: string) {
  const referrer = inner.createElement("meta");
  referrer.name = "referrer";
  referrer.content = "no-referrer";
  inner.head.append(referrer);
  const object = inner.createElement("object");
  const fallback = inner.createElement("p");
  fallback.textContent = ".";
  object.type = "text/html";
  object.append(fallback);
  object.data = url;
  return { object, fallback };
}
