import { createContext, useContext } from "react";
import type { LabelOverrides } from "./labels";
import { createRestingStore } from "./restingStore";
import { noProviderError } from "./sessionErrors";
import type { SessionStore } from "./storeContract";

const withoutProvider = createRestingStore(noProviderError(), { isFailed: true });

export const SessionStoreContext = createContext<SessionStore>(withoutProvider);
export const LabelsContext = createContext<LabelOverrides>({});

/** The store of the nearest provider; without one, a store that has failed and says so. */
export const useSessionStore = (): SessionStore => useContext(SessionStoreContext);

/** The texts that the user has replaced. */
export const useLabels = (): LabelOverrides => useContext(LabelsContext);
