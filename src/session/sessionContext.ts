import { createContext, useContext, useCallback } from "react";
import { guarded } from "../core";
import type { SandboxLabels } from "./labels";
import { createStaticStore } from "./staticStore";
import { noProviderError } from "./sessionErrors";
import type { SessionStore } from "./sessionStore";

const failure = noProviderError();
const withoutProvider = createStaticStore(failure, { failure });

export const SessionStoreContext = createContext<SessionStore>(withoutProvider);
/** As the user gave them: to be read by `useLabels` only. */
export const LabelsContext = createContext<SandboxLabels>({});

/** The store of the nearest provider; without one, a store that has failed and says so. */
export const useSessionStore = (): SessionStore => useContext(SessionStoreContext);

/** Reads a text of the components: the user's own, or the English one. */
export type LabelReader = (key: keyof SandboxLabels, english: string) => string;

/** The texts of the nearest provider. The user gave them: what is no text, or throws, stays English. */
export function useLabels(): LabelReader {
  const labels = useContext(LabelsContext);
  return useCallback(
    (key, english) => {
      const label: unknown = guarded(() => labels[key]);
      return typeof label === "string" ? label : english;
    },
    [labels],
  );
}
