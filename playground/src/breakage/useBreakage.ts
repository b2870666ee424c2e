import { useEffect, useState } from "react";
import type { BreakageState } from "../../settings";
import { note, noteFailure } from "../timeline/timeline";
import { changeBreakage, readBreakage } from "./breakageClient";

/** The switches: what is broken, and how to break or mend it. */
export function useBreakage() {
  const [state, setState] = useState<BreakageState>({ backend: "normal", slow: false });

  // Another visit may have left something broken.
  useEffect(() => {
    const leaving = new AbortController();
    readBreakage(leaving.signal).then(setState, (error: unknown) => {
      if (!leaving.signal.aborted) note("bad", String(error));
    });
    return () => leaving.abort();
  }, []);

  const change = (what: string, wanted: Parameters<typeof changeBreakage>[0]) => {
    note("quiet", what);
    noteFailure(changeBreakage(wanted).then(setState));
  };
  return { state, change };
}
