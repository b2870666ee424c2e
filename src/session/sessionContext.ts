import { createContext, useContext } from "react";
import type { SandboxLabels } from "./labels";
import { createStaticStore } from "./staticStore";
import { noProviderError } from "./sessionErrors";
import type { SessionStore } from "./storeContract";

const withoutProvider = createStaticStore(noProviderError(), { isFailed: true });

export const SessionStoreContext = createContext<SessionStore>(withoutProvider);
/** As the user gave them: to be read by `useLabels` only. */
export const LabelsContext = createContext<SandboxLabels>({});

/** The store of the nearest provider; without one, a store that has failed and says so. */
export const useSessionStore = (): SessionStore => useContext(SessionStoreContext);
