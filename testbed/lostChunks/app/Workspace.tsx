"use client";

import { useState } from "react";
import {
  SandboxError,
  SandboxPreview,
  SandboxProvider,
  useAppErrors,
  useProcess,
  useSandbox,
  useSandboxSession,
} from "blaxel-react";
import "blaxel-react/styles.css";

/** A page that needs every part that the kit loads late, and says what came of it. */
export function Workspace() {
  return (
    <SandboxProvider endpoint="/api/sandbox">
      <Session />
      <Files />
      <App />
    </SandboxProvider>
  );
}

function Session() {
  const { status, error, refreshError, refresh } = useSandboxSession();
  const [refreshes, setRefreshes] = useState(0);
  const ask = async () => {
    await refresh();
    setRefreshes((before) => before + 1);
  };
  return (
    <p>
      <output aria-label="Session">{(error ?? refreshError)?.kind ?? status}</output>
      <button onClick={() => void ask()}>Refresh</button>
      <output aria-label="Refreshes">{refreshes}</output>
    </p>
  );
}

function Files() {
  const { run } = useSandbox();
  const [said, setSaid] = useState("");
  const list = async () => {
    setSaid("");
    try {
      const { files } = await run((sandbox) => sandbox.fs.ls("/app"));
      setSaid(files.map(({ name }) => name).join(" "));
    } catch (error) {
      setSaid(error instanceof SandboxError ? `${error.kind}: ${error.message}` : String(error));
    }
  };
  return (
    <p>
      <button onClick={() => void list()}>List files</button>
      <output aria-label="Files">{said}</output>
    </p>
  );
}

function App() {
  const dev = useProcess({
    name: "dev-server",
    command: "node server.mjs",
    workingDir: "/app",
    waitForPorts: [3000],
  });
  const { open, error } = useAppErrors({ process: dev });
  return (
    <>
      <output aria-label="Errors of the app">{error?.kind ?? open.length}</output>
      <SandboxPreview title="The app" process={dev} />
    </>
  );
}
