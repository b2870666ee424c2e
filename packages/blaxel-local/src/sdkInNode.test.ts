import { SandboxInstance } from "@blaxel/core";
import { describeSdkJobs } from "./sdkJobs";
import { openTestSandbox } from "./testSandbox";

describeSdkJobs(async (profile) => {
  const { local, session } = await openTestSandbox({ profile });
  const sandbox = await SandboxInstance.fromSession({
    ...session,
    name: "session-1",
    expiresAt: new Date(Date.now() + 3_600_000),
  });
  return { sandbox, close: () => local.close() };
});
