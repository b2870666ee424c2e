import { QueryClient } from "@tanstack/react-query";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import type { SandboxEndpoint } from "./endpoint";
import { createSessionStore } from "./sessionStore";
import type { SessionStore } from "./storeContract";

export interface SessionSource {
  endpoint: SandboxEndpoint;
  sandbox: string | undefined;
  initial: SandboxHandoff | SandboxSessionResponse | undefined;
  /** The application's own client, so that sessions show in its devtools. */
  queryClient: QueryClient | undefined;
}

const stores = new WeakMap<QueryClient, Map<string, SessionStore>>();
const functionNumbers = new WeakMap<object, number>();
let functionCount = 0;
let ownClient: QueryClient | undefined;

function endpointKey(endpoint: SandboxEndpoint): string {
  if (typeof endpoint === "string") return endpoint;
  let number = functionNumbers.get(endpoint);
  if (number === undefined) functionNumbers.set(endpoint, (number = ++functionCount));
  return `function-${number}`;
}

/** The one store of (endpoint, sandbox): made when first asked for, forgotten when it comes to rest. */
export function sessionStoreOf({
  endpoint,
  sandbox,
  initial,
  queryClient = (ownClient ??= new QueryClient()),
}: SessionSource): SessionStore {
  const key = [endpointKey(endpoint), sandbox ?? null];
  const id = JSON.stringify(key);
  const known = stores.get(queryClient) ?? new Map<string, SessionStore>();
  const make = () =>
    createSessionStore({
      id,
      endpoint,
      sandbox,
      initial,
      queryClient,
      queryKey: ["blaxel-react", "session", ...key],
      onUsed: (store) => {
        if (!known.has(id)) known.set(id, store);
      },
      onUnused: (store) => {
        if (known.get(id) === store) known.delete(id);
      },
    });
  // On a server every request has visitors of its own: nothing may be shared between them.
  if (typeof document === "undefined") return make();
  stores.set(queryClient, known);
  const store = known.get(id) ?? make();
  known.set(id, store);
  return store;
}
