import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { SandboxPreview, SandboxProvider, useProcess } from "blaxel-react";
import "blaxel-react/styles.css";

const api = import.meta.env.VITE_API_URL ?? "http://localhost:8787";

function Lesson({ sandbox, title }) {
  const [open, setOpen] = useState(false);
  return (
    <section>
      <button onClick={() => setOpen(true)} disabled={open}>
        Open {title}
      </button>
      <SandboxProvider endpoint={`${api}/sandbox`} sandbox={sandbox} enabled={open}>
        {open && <Example title={title} />}
      </SandboxProvider>
    </section>
  );
}

function Example({ title }) {
  const dev = useProcess({
    name: "dev-server",
    command: "node server.mjs",
    workingDir: "/app",
    waitForPorts: [3000],
  });
  return <SandboxPreview title={title} process={dev} />;
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <h1>Two sandboxes with Hono</h1>
    <Lesson sandbox="lesson-1" title="Lesson 1" />
    <Lesson sandbox="lesson-2" title="Lesson 2" />
  </StrictMode>,
);
