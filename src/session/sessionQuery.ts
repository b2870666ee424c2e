import { QueryObserver, type QueryClient } from "@tanstack/react-query";
import type { SessionCredential } from "./credential";

/** What the query client holds of a session. No token: what is not there, no app can dehydrate. */
type SessionFacts = Pick<SessionCredential, "name" | "url" | "expiresAt">;

interface Source {
  /** The credential that is held. */
  known: () => SessionCredential | undefined;
  /** The one that the request under way brings, or one that is made for the client's sake. */
  fetch: () => Promise<SessionCredential | undefined>;
}

/** The session as a query in use: to be seen in devtools, and refetched when the application says so. */
export interface SessionQuery {
  /** It is in use until the function that this returns is called. */
  use: () => () => void;
  /** Has the client fetch it, unless it does. */
  fetch: () => void;
}

export function createSessionQuery(
  client: QueryClient,
  queryKey: readonly unknown[],
  { known, fetch }: Source,
): SessionQuery {
  const factsOf = (credential: SessionCredential | undefined): SessionFacts | undefined => {
    if (!credential) return undefined;
    const { name, url, expiresAt } = credential;
    return { name, url, expiresAt };
  };
  // Each is said, as the application's client may have other defaults. When to ask is the refresher's.
  const options = {
    queryKey,
    queryFn: async () => factsOf(await fetch()) ?? null,
    initialData: () => factsOf(known()),
    enabled: true,
    retry: false,
    retryOnMount: false,
    networkMode: "always",
    staleTime: Infinity,
    gcTime: Infinity,
    refetchInterval: false,
    refetchOnMount: false,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  } as const;
  const observer = new QueryObserver<SessionFacts | null>(client, options);
  return {
    use() {
      // The query may have been removed meanwhile: this looks for the one that is there now.
      observer.setOptions(options);
      return observer.subscribe(() => {});
    },
    fetch: () => void observer.refetch({ cancelRefetch: false }),
  };
}
