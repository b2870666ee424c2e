import { SandboxPreview, SandboxProvider, useProcess } from "blaxel-react";
import { BreakPanel } from "./breakage/BreakPanel";
import { Editor } from "./editor/Editor";
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

  return (
    <div className="workbench">
      <Header />
      <main>
        <h1 className="visually-hidden">blaxel-react playground</h1>
        <div className="area-preview">
          <SandboxPreview title="The app in the sandbox" process={dev} />
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
