import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ProcessLogs, SandboxPreview, SandboxProvider, useProcess } from "blaxel-react";
import "blaxel-react/styles.css";

function Workspace() {
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

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <h1>A sandbox with Express</h1>
    <SandboxProvider endpoint="/api/sandbox">
      <Workspace />
    </SandboxProvider>
  </StrictMode>,
);
