import { QueryClientContext } from "@tanstack/react-query";
import { useContext, useEffect, useMemo, useState } from "react";
import { sessionStoreOf } from "./registry";
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
  enabled = true,
  initial,
  queryClient,
  labels,
  onEvent,
  children,
}: SandboxProviderProps) {
  const outerLabels = useContext(LabelsContext);
  const appClient = useContext(QueryClientContext);
  // Only the first hand-off counts: a parent that renders again must not start over. Nor must an
  // endpoint function or a client written inline, so the first one names the session for good.
  const [first] = useState(() => ({
    initial,
    endpoint,
    queryClient: queryClient ?? appClient,
  }));
  const isPinned = typeof endpoint === "function" && typeof first.endpoint === "function";
  const source = isPinned ? first.endpoint : endpoint;
  const store = useMemo(
    () => enabled && sessionStoreOf({ ...first, endpoint: source, sandbox }),
    [enabled, source, sandbox, first],
  );
  const fallback = useMemo(
    () => createStaticStore(notEnabledError(), { isFailed: false, initial: first.initial }),
    [first],
  );
  useEffect(() => (store ? store.hold() : undefined), [store]);
  useEffect(() => (store && onEvent ? store.observe(onEvent) : undefined), [store, onEvent]);
  useEffect(() => (store ? store.setEndpoint(endpoint) : undefined), [store, endpoint]);
  return (
    <SessionStoreContext.Provider value={store || fallback}>
      <LabelsContext.Provider value={labels ?? outerLabels}>{children}</LabelsContext.Provider>
    </SessionStoreContext.Provider>
  );
}
