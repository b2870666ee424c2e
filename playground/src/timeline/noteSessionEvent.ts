import type { SandboxSessionEvent } from "blaxel-react";
import { note } from "./timeline";

const because: Record<Extract<SandboxSessionEvent, { reason: unknown }>["reason"], string> = {
  first: "on opening",
  scheduled: "on schedule",
  retry: "after another try",
  wake: "on waking up",
  rejected: "as the sandbox refused the old one",
  requested: "as you asked",
};

/** What the session's own events mean, in words. */
export function noteSessionEvent(event: SandboxSessionEvent): void {
  if (event.type === "expired") {
    note("bad", "The session has ended");
    return;
  }
  const why = `${because[event.reason]}, ${Math.round(event.durationMs)} ms`;
  switch (event.type) {
    case "fetched":
      note("good", `Session fetched ${why}`);
      break;
    case "refreshed":
      note("good", `${event.notRenewed ? "Same session again" : "New session"} ${why}`);
      break;
    case "recovered":
      note("good", `Session is back ${why}`);
      break;
    case "failed":
      note("warn", `No new session: ${event.error.message}`);
      break;
  }
}
