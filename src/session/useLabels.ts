import { useCallback, useContext } from "react";
import { guarded } from "../core";
import type { SandboxLabels } from "./labels";
import { LabelsContext } from "./sessionContext";

/** Reads a text of the components: the user's own, or the English one. */
export type LabelReader = (key: keyof SandboxLabels, english: string) => string;

/** The texts of the nearest provider. The user gave them: what is no text, or throws, stays English. */
export function useLabels(): LabelReader {
  const labels = useContext(LabelsContext);
  return useCallback(
    (key, english) => {
      const label: unknown = guarded(() => labels[key], undefined);
      return typeof label === "string" ? label : english;
    },
    [labels],
  );
}
