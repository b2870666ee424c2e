import type { SandboxError } from "../errors";
import type { SessionRequestReason } from "./endpoint";

/**
 * What the provider's `onEvent` is told, for telemetry. Never carries a token.
 *
 * @example
 * ```tsx
 * <SandboxProvider endpoint="/api/sandbox" onEvent={(event) => metrics.count(`sandbox.${event.type}`)}>
 * ```
 */
export type SandboxSessionEvent = { readonly sandbox: string | undefined } & (
  | {
      /** The first session, a newer one, or the first that works after a failure. */
      readonly type: "fetched" | "refreshed" | "recovered";
      readonly reason: SessionRequestReason;
      /** How long the endpoint took, in milliseconds. */
      readonly durationMs: number;
      /** The endpoint handed out the same session again. */
      readonly notRenewed: boolean;
    }
  | {
      readonly type: "failed";
      readonly reason: SessionRequestReason;
      readonly durationMs: number;
      readonly error: SandboxError;
    }
  | { readonly type: "expired" }
);
