import { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { expect, it } from "vitest";
import { commands } from "vitest/browser";
import { render } from "vitest-browser-react";
import "../../testbed/pageLife.ts";
import { eventually } from "../../testbed/eventually";
import { SandboxProvider, useSandboxSession, type SandboxSession } from "./index";

function Reader({ see }: { see: (session: SandboxSession) => void }) {
  const session = useSandboxSession();
  useEffect(() => see(session), [see, session]);
  return null;
}

it("invariant 7: without a network for the refresher the preview is known all the same; the network's return heals", async () => {
  const seen: { session?: SandboxSession } = {};
  const endpoint = () => ({
    session: {
      name: "session-1",
      url: "https://sandbox.example/s",
      token: "token-1",
      expiresAt: new Date(Date.now() + 900_000),
    },
    preview_url: "https://app.example/",
  });
  await commands.cutNetwork("*://*:*/*sessionRefresher*");
  const { unmount } = await render(
    <SandboxProvider endpoint={endpoint} queryClient={new QueryClient()}>
      <Reader
        see={(session) => {
          seen.session = session;
        }}
      />
    </SandboxProvider>,
  );
  const becomes = (state: object) => eventually(() => expect(seen.session).toMatchObject(state));
  await becomes({
    status: "error",
    error: { kind: "offline", retryable: true },
    previewUrl: "https://app.example/",
  });
  await commands.cutNetwork(null);
  await becomes({ status: "ready", name: "session-1" });
  await unmount();
});
