import { SandboxInstance } from "@blaxel/core";
import { startBrowserStack } from "../../testbed/browserStack";
import type { SandboxSessionResponse } from "../wire";
import { describeSdkJobs } from "./sdkJobs";

describeSdkJobs(async (profile) => {
  const stack = await startBrowserStack({ profile });
  const answer: SandboxSessionResponse = await (await fetch(stack.endpoint)).json();
  const { session } = answer;
  const sandbox = await SandboxInstance.fromSession({
    ...session,
    expiresAt: new Date(session.expiresAt),
  });
  return { sandbox, close: () => stack.stop() };
});
