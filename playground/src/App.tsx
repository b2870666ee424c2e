import { SandboxPreview, SandboxProvider, useProcess, type PreviewState } from "blaxel-react";
import { useState } from "react";
import { BreakPanel } from "./breakage/BreakPanel";
import { Editor } from "./editor/Editor";
import { ErrorCards } from "./errors/ErrorCards";
import { Header } from "./header/Header";
import { LogPanel } from "./process/LogPanel";
import { ProcessPanel } from "./process/ProcessPanel";
import { settings } from "./settings";
import { noteSessionEvent } from "./timeline/noteSessionEvent";
import { Timeline } from "./timeline/Timeline";
import { useProcessNotes } from "./timeline/useProcessNotes";

export function App() {
  return (
    <SandboxProvider endpoint="/api/sandbox" onEvent={noteSessionEvent}>
      <Workbench />
    </SandboxProvider>
  );
}

function Workbench() {
  const dev = useProcess({
    name: settings.processName,
    command: settings.command,
    workingDir: settings.workingDir,
    waitForPorts: [settings.port],
  });
  useProcessNotes(dev);
  const [preview, setPreview] = useState<PreviewState>();

  return (
    <div className="workbench">
      <Header />
      <main>
        <h1 className="visually-hidden">blaxel-react playground</h1>
        <div className="area-preview">
          <SandboxPreview title="The app in the sandbox" process={dev} onStateChange={setPreview} />
          <ErrorCards dev={dev} preview={preview} />
        </div>
        <Editor />
        <ProcessPanel dev={dev} />
        <LogPanel dev={dev} />
        <BreakPanel />
        <Timeline />
      </main>
    </div>
  );
}
