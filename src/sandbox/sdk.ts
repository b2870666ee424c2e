import { SandboxError } from "../errors";

export type Sdk = typeof import("@blaxel/core");

let loading: Promise<Sdk> | undefined;

/** Loads `@blaxel/core` once; after a failure the next call tries again. */
export function loadSdk(): Promise<Sdk> {
  return (loading ??= import("@blaxel/core").catch((cause: unknown) => {
    loading = undefined;
    throw new SandboxError({
      kind: "sdk-unavailable",
      message: "@blaxel/core could not be loaded.",
      hint: "Install it beside blaxel-react, and check that the page can load its own chunks.",
      retryable: true,
      cause,
    });
  }));
}
