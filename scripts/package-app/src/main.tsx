import { createRoot } from "react-dom/client";
import { ProcessLogs, SandboxPreview, SandboxProvider, useProcess } from "blaxel-react";
import "blaxel-react/styles.css";

function App() {
  const dev = useProcess({
    name: "dev-server",
    command: "npm run dev -- --host 0.0.0.0",
    workingDir: "/app",
    waitForPorts: [3000],
  });
  return (
    <>
      <SandboxPreview title="My app" process={dev} />
      <ProcessLogs process={dev} />
    </>
  );
}

const container = document.getElementById("root");
if (container) {
  createRoot(container).render(
    <SandboxProvider endpoint="/api/sandbox">
      <App />
    </SandboxProvider>,
  );
}
