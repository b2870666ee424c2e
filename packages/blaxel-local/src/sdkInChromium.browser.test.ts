import { SandboxInstance, type SessionWithToken } from "@blaxel/core";
import { startBrowserStack } from "../../../testbed/browserStack";
import { describeSdkJobs } from "./sdkJobs";

type SentSession = Omit<SessionWithToken, "expiresAt"> & { expiresAt: string };

describeSdkJobs(async (profile) => {
  const stack = await startBrowserStack({ profile });
  const answer: { session: SentSession } = await (await fetch(stack.endpoint)).json();
  const { session } = answer;
  const sandbox = await SandboxInstance.fromSession({
    ...session,
    expiresAt: new Date(session.expiresAt),
  });
  return { sandbox, close: () => stack.stop() };
});
