"use client";

import { ProcessLogs, SandboxPreview, useProcess } from "blaxel-react";

export function Workspace() {
  const dev = useProcess({
    name: "dev-server",
    command: "node server.mjs",
    workingDir: "/app",
    waitForPorts: [3000],
  });
  return (
    <>
      <SandboxPreview title="The app in the sandbox" process={dev} />
      <ProcessLogs process={dev} />
    </>
  );
}
