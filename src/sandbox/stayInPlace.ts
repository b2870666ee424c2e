import type { SandboxInstance } from "@blaxel/core";
import { fetchInPlace } from "../platform";

type Client = SandboxInstance["process"]["client"];

/**
 * Lets all that an instance sends with its session's token follow no redirect. The SDK has no setting
 * for that: its parts make a client for each call, and ask `h2Fetch` for what they send beside it.
 */
export function stayInPlace(instance: SandboxInstance, what: string): SandboxInstance {
  const fetch = fetchInPlace(what);
  const parts: unknown[] = Object.values(instance);
  for (const part of parts) {
    if (typeof part !== "object" || part === null || !("h2Fetch" in part)) continue;
    const ofClass: object = Object.getPrototypeOf(part);
    const get = () => {
      const client: Client = Reflect.get(ofClass, "client", part);
      client.setConfig({ fetch });
      return client;
    };
    Object.defineProperties(part, { h2Fetch: { value: fetch }, client: { get } });
  }
  return instance;
}
