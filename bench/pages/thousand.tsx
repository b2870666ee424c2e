// A thousand components that drive one process, and one that can rotate the session under them.
import { SandboxProvider, useProcess, useSandbox, useSandboxSession } from "blaxel-react";
import { useEffect } from "react";
import { asked, mount } from "./mount";

declare global {
  interface Window {
    /** How often one of the thousand has rendered. */
    renders: number;
    rotate?: () => Promise<void>;
    sessionEnds?: number | undefined;
  }
}
window.renders = 0;

function One() {
  window.renders += 1;
  useSandbox();
  const { status } = useProcess({
    name: "dev-server",
    command: "node app.mjs 3000",
    workingDir: "/app",
    waitForPorts: [3000],
  });
  return <i data-status={status} />;
}

function Rotator() {
  const session = useSandboxSession();
  useEffect(() => {
    window.rotate = session.refresh;
    window.sessionEnds = session.expiresAt?.getTime();
  });
  return null;
}

mount(
  <SandboxProvider endpoint="/api/sandbox">
    <Rotator />
    {Array.from({ length: Number(asked.get("count") ?? 1_000) }, (_, number) => (
      <One key={number} />
    ))}
  </SandboxProvider>,
);
