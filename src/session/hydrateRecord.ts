import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import { EndpointFault, parseHandoff } from "./parseAnswer";
import { holdSession, type HeldSession, type SessionRecord } from "./sessionRecord";
import { readPreviewAddresses } from "./previewAddresses";
import { handoffError } from "./sessionErrors";
import { momentNow, type SessionEnvironment } from "./environment";

/** Puts down what a server knew when it rendered the page, and returns its session, if it gave one. */
export function hydrateRecord(
  record: SessionRecord,
  initial: SandboxHandoff | SandboxSessionResponse,
  environment: SessionEnvironment,
): HeldSession | undefined {
  try {
    const handoff = parseHandoff(initial);
    record.previews = readPreviewAddresses(handoff, record.previews);
    const { session, serverTime } = handoff;
    if (!session) return undefined;
    // Only now: a page that is rendered at build time may not read the clock.
    const since = momentNow(environment);
    const lifetimeMs = session.expiresAt - since.wall;
    return holdSession(session, serverTime, lifetimeMs, since, ++record.generation);
  } catch (error) {
    // Anything else was thrown by the hand-off itself, when it was looked at.
    record.failure = handoffError(error instanceof EndpointFault ? error.message : "it");
    return undefined;
  }
}
