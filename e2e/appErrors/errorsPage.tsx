// A page with one app, its preview and what went wrong in it.
import {
  SandboxPreview,
  SandboxProvider,
  useAppErrors,
  useProcess,
  useProcessLogs,
  type AppError,
  type PreviewState,
  type PreviewActions,
} from "blaxel-react";
import "blaxel-react/styles.css";
import { useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

declare global {
  interface Window {
    /** All errors, what the preview is at, and when the last line of the log was there. */
    seen?: { errors: readonly AppError[]; preview: string | undefined; lineAt: number };
    restart?: () => void;
    reload?: () => void;
  }
}

const asked = new URLSearchParams(location.search);

function App() {
  const [state, setState] = useState<PreviewState>();
  const frame = useRef<PreviewActions>(null);
  const dev = useProcess({
    name: asked.get("process") ?? "dev",
    command: asked.get("command") ?? "",
    workingDir: "/app",
    waitForPorts: [3000],
  });
  const { errors } = useAppErrors({ process: dev, preview: state, root: "/app" });
  const { lines } = useProcessLogs(dev);
  const last = useRef({ lines, at: 0 });
  useEffect(() => {
    if (lines !== last.current.lines) last.current = { lines, at: Date.now() };
    window.seen = { errors, preview: state?.status, lineAt: last.current.at };
    window.restart = () => void dev.restart();
    window.reload = () => frame.current?.reload();
  });
  return (
    <SandboxPreview
      ref={frame}
      title="My app"
      preview="app"
      process={dev}
      onStateChange={setState}
    />
  );
}

const container = document.createElement("div");
document.body.append(container);
createRoot(container).render(
  <SandboxProvider endpoint="/api/sandbox">
    <App />
  </SandboxProvider>,
);
