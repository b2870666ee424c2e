import { SandboxProvider } from "blaxel-react";
import { useState } from "react";
import { SessionBadge } from "./SessionBadge";
import { createShortSessions } from "./shortSessions";

/** A real provider whose endpoint lives in the page, with sessions of its own. */
export function LiveSession() {
  const [endpoint] = useState(createShortSessions);
  return (
    <SandboxProvider endpoint={endpoint}>
      <SessionBadge />
    </SandboxProvider>
  );
}
