import { QueryClientContext, type QueryClient } from "@tanstack/react-query";
import { useContext, useEffect, useInsertionEffect, useMemo, useState } from "react";
import { sessionStoreOf } from "./registry";
import { addressesOf } from "./previewAddresses";
import { createStaticStore } from "./staticStore";
import { LabelsContext, SessionStoreContext } from "./sessionContext";
import { notEnabledError } from "./sessionErrors";
import type { SandboxProviderProps } from "./types";

/**
 * Gives the components inside it a session: fetched from `endpoint` when the first of them needs it,
 * renewed before it ends, shared with every other provider of the same endpoint and sandbox. It
 * renders nothing of its own and never throws; errors are in `useSandboxSession().error`.
 *
 * @example
 * ```tsx
 * <SandboxProvider endpoint="/api/sandbox">
 *   <SandboxPreview title="My app" />
 * </SandboxProvider>
 * ```
 */
export function SandboxProvider({
  endpoint,
  sandbox,
  identity,
  enabled = true,
  initial,
  queryClient,
  labels,
  onEvent,
  children,
}: SandboxProviderProps) {
  const outerLabels = useContext(LabelsContext);
  const appClient = useContext(QueryClientContext);
  // A parent that renders again must not start over, whatever it writes inline: the first endpoint
  // function and client name the session for good, and a hand-off counts once.
  const [first, setFirst] = useState(() => ({
    identity,
    given: initial,
    initial,
    endpoint,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a CommonJS file has the same class from another declaration
    queryClient: (queryClient as QueryClient | undefined) ?? appClient,
  }));
  const isOther = initial !== first.given && addressesOf(initial) !== addressesOf(first.given);
  if (isOther || identity !== first.identity) {
    // What was handed over for the one before is not this one's.
    setFirst({ ...first, identity, given: initial, initial: isOther ? initial : undefined });
  }
  const isPinned = typeof endpoint === "function" && typeof first.endpoint === "function";
  const named = isPinned ? first.endpoint : endpoint;
  const store = useMemo(
    () => (enabled ? sessionStoreOf({ ...first, endpoint: named, sandbox }) : undefined),
    [enabled, named, sandbox, first],
  );
  const fallback = useMemo(() => createStaticStore(notEnabledError(), first), [first]);
  useEffect(() => store?.hold(), [store]);
  useEffect(() => onEvent && store?.observe(onEvent), [store, onEvent]);
  // Before any component of this commit asks for a session: the one before may be another user's.
  useInsertionEffect(() => store?.setEndpoint(endpoint), [store, endpoint]);
  return (
    <SessionStoreContext.Provider value={store ?? fallback}>
      <LabelsContext.Provider value={labels ?? outerLabels}>{children}</LabelsContext.Provider>
    </SessionStoreContext.Provider>
  );
}
