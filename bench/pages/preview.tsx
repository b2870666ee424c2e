// Our preview: by a session, by a hand-off (`?handoff=URL`), or linked to a process (`?command=…`).
import { SandboxPreview, SandboxProvider, useProcess } from "blaxel-react";
import "blaxel-react/styles.css";
import { useEffect } from "react";
import { asked, mount } from "./mount";

declare global {
  interface Window {
    /** Starts the linked process anew, through the kit. */
    restartApp?: () => Promise<void>;
  }
}

function Linked({ command }: { command: string }) {
  const dev = useProcess({ name: "dev-server", command, workingDir: "/app", waitForPorts: [3000] });
  const { restart } = dev;
  useEffect(() => {
    window.restartApp = restart;
  }, [restart]);
  return <SandboxPreview title="My app" process={dev} />;
}

const handoff = asked.get("handoff");
const command = asked.get("command");

mount(
  <SandboxProvider
    endpoint="/api/sandbox"
    {...(handoff !== null && { initial: { preview_url: handoff } })}
  >
    {command === null ? (
      <SandboxPreview title="My app" credentialless={asked.has("credentialless")} />
    ) : (
      <Linked command={command} />
    )}
  </SandboxProvider>,
);
