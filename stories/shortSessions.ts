import type { SandboxSessionResponse } from "blaxel-react";

const LIFETIME_MS = 60_000;

/** An endpoint that lives in the page and hands out sessions of a minute. */
export function createShortSessions(): () => Promise<SandboxSessionResponse> {
  let handedOut = 0;
  return async () => {
    handedOut += 1;
    return {
      session: {
        name: `session-${handedOut}`,
        url: "https://sandbox.example.com",
        token: `token-${handedOut}`,
        expiresAt: new Date(Date.now() + LIFETIME_MS),
      },
      expires_in: LIFETIME_MS / 1000,
      preview_url: "https://app.preview.bl.run",
    };
  };
}
