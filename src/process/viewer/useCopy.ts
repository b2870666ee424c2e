import { useEffect, useState } from "react";
import { copyText } from "./copyText";

/** How long it is said that something was copied, or was not. */
const SAID_MS = 4_000;

/** What came of copying, by the end of the label that says it. */
type CopyOutcome = "copied" | "copy.failed";

/** Copies, and tells for a while what came of it: for a `role="status"` that is to be seen. */
export function useCopy() {
  const [outcome, setOutcome] = useState<CopyOutcome>();
  useEffect(() => {
    const timer = outcome && setTimeout(() => setOutcome(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (text: string, place: Element | null) => {
    // Gone first, or the same words a second time would not be announced.
    setOutcome(undefined);
    copyText(text, place).then(
      () => setOutcome("copied"),
      () => setOutcome("copy.failed"),
    );
  };
  return [outcome, copy] as const;
}
