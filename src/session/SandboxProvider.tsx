import { QueryClientContext, type QueryClient } from "@tanstack/react-query";
import { useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import type { SandboxEndpoint } from "./endpoint";
import type { SandboxLabels } from "./labels";
import { sessionStoreOf } from "./registry";
import { createStaticStore } from "./staticStore";
import { LabelsContext, SessionStoreContext } from "./sessionContext";
import { notEnabledError } from "./sessionErrors";
import type { SandboxSessionEvent } from "./sessionEvent";

/**
 * Props of `SandboxProvider`.
 *
 * @example
 * ```tsx
 * const props: SandboxProviderProps = { endpoint: "/api/sandbox", sandbox: "lesson-3" };
 * ```
 */
export interface SandboxProviderProps {
  /** Where sessions come from: a URL, or a function. */
  endpoint: SandboxEndpoint;
  /** Which of several sandboxes: sent along as `?sandbox=`. */
  sandbox?: string | undefined;
  /** Nothing is fetched or started until this is true. Default `true`. */
  enabled?: boolean | undefined;
  /**
   * What the server already knows, so that the frame is there on first paint: the hand-off of
   * `backend.initial(…)`, which has no token. A full session works too, but then stands in the HTML.
   */
  initial?: SandboxHandoff | SandboxSessionResponse | undefined;
  /**
   * The TanStack Query client that holds the session: there you see it in the devtools, without its
   * token, and forget it with `clear()`. Default: that of the `QueryClientProvider` around this
   * provider; without one, a client of the kit's own. The first one counts: give the provider a `key`
   * to change it.
   */
  queryClient?: QueryClient | undefined;
  /** Texts of the components, in your language. */
  labels?: SandboxLabels | undefined;
  /** Told what happens to the session, for telemetry. Never receives a token. */
  onEvent?: ((event: SandboxSessionEvent) => void) | undefined;
  children?: ReactNode;
}

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
