import type { QueryClient } from "@tanstack/react-query";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import type { SandboxEndpoint } from "./types";
import { pageEnvironment } from "./environment";
import { createSessionStore, type SharedSession } from "./sessionStore";

export interface SessionSource {
  endpoint: SandboxEndpoint;
  sandbox: string | undefined;
  initial: SandboxHandoff | SandboxSessionResponse | undefined;
  /** The application's own client, so that sessions show in its devtools; one of ours without it. */
  queryClient: QueryClient | undefined;
}

interface StoresOfEndpoint {
  readonly number: number;
  readonly stores: Map<string, SharedSession>;
}

/** By client, and for an endpoint function by that: an app that drops it drops its sessions. */
const registry = new WeakMap<object, WeakMap<object, StoresOfEndpoint>>();
let endpointCount = 0;
/** Stands for a client of ours, which is made with the refresher: no page waits for its code. */
const ownClient = {};

/** The one store of (endpoint, sandbox) in a query client: made when first asked for. */
export function sessionStoreOf({
  endpoint,
  sandbox,
  initial,
  queryClient,
}: SessionSource): SharedSession {
  const { number, stores } = storesOf(queryClient ?? ownClient, endpoint);
  const key = [typeof endpoint === "function" ? number : endpoint, sandbox ?? null];
  const id = JSON.stringify(key);
  const queryKey = ["blaxel-react", "session", ...key];
  const store =
    stores.get(id) ??
    createSessionStore({
      id,
      endpoint,
      sandbox,
      queryClient,
      queryKey,
      environment: pageEnvironment,
    });
  // On a server every request has visitors of its own: nothing may be shared between them.
  if (typeof document !== "undefined") stores.set(id, store);
  if (initial) store.hydrate(initial);
  return store;
}

function storesOf(queryClient: object, endpoint: SandboxEndpoint): StoresOfEndpoint {
  const ofClient = registry.get(queryClient) ?? new WeakMap<object, StoresOfEndpoint>();
  registry.set(queryClient, ofClient);
  const owner = typeof endpoint === "function" ? endpoint : queryClient;
  const found = ofClient.get(owner) ?? { number: ++endpointCount, stores: new Map() };
  ofClient.set(owner, found);
  return found;
}
