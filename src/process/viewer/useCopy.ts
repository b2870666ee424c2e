import { useEffect, useState } from "react";
import { copyText } from "./copyText";

/** How long it is said that something was copied, or was not. */
const SAID_MS = 4_000;

/** Copies, and says for a while what came of it: in a `role="status"` that is to be seen. */
export function useCopy() {
  const [outcome, setOutcome] = useState<{ readonly name: "copied" | "failed" }>();
  useEffect(() => {
    if (!outcome) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (text: string, place: Element | null) => {
    // Gone first, or the same words a second time would not be announced.
    setOutcome(undefined);
    copyText(text, place).then(
      () => setOutcome({ name: "copied" }),
      () => setOutcome({ name: "failed" }),
    );
  };
  return { outcome: outcome?.name, copy };
}
