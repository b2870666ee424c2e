import type { QueryClient } from "@tanstack/react-query";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import type { SandboxEndpoint } from "./types";
import { pageEnvironment } from "./environment";
import { addressesOf } from "./previewAddresses";
import { createSessionStore, type SharedSession } from "./sessionStore";

export interface SessionSource {
  endpoint: SandboxEndpoint;
  sandbox: string | undefined;
  identity: string | undefined;
  initial: SandboxHandoff | SandboxSessionResponse | undefined;
  /** The application's own client, so that sessions show in its devtools; one of ours without it. */
  queryClient: QueryClient | undefined;
}

type StoresByKey = Map<string, SharedSession>;

/** By client, and for an endpoint function by that: an app that drops it drops its sessions. */
const registry = new WeakMap<object, WeakMap<object, StoresByKey>>();
let storeCount = 0;
/** Stands for a client of ours, which is made with the refresher: no page waits for its code. */
const ownClient = {};

/**
 * The one store of (endpoint, sandbox, identity) in a query client: made when first asked for, and
 * anew for a hand-off that names another sandbox's addresses.
 */
export function sessionStoreOf({
  endpoint,
  sandbox,
  identity,
  initial,
  queryClient,
}: SessionSource): SharedSession {
  const stores = storesOf(queryClient ?? ownClient, endpoint);
  // An endpoint function has stores of its own, so that it need not show in the key.
  const key = JSON.stringify([endpoint, sandbox, identity]);
  const known = stores.get(key);
  let store = known;
  if (!store?.knows(addressesOf(initial))) {
    storeCount++;
    store = createSessionStore({
      scope: known ? storeCount : identity,
      endpoint,
      sandbox,
      queryClient,
      // A number, as a query is public and an identity is not.
      queryKey: ["blaxel-react", "session", sandbox, storeCount],
      environment: pageEnvironment,
    });
  }
  // On a server every request has visitors of its own: nothing may be shared between them.
  if (typeof document !== "undefined") stores.set(key, store);
  if (initial) store.hydrate(initial);
  return store;
}

function storesOf(queryClient: object, endpoint: SandboxEndpoint): StoresByKey {
  const ofClient = registry.get(queryClient) ?? new WeakMap<object, StoresByKey>();
  registry.set(queryClient, ofClient);
  const owner = typeof endpoint === "function" ? endpoint : queryClient;
  const found = ofClient.get(owner) ?? new Map<string, SharedSession>();
  ofClient.set(owner, found);
  return found;
}
