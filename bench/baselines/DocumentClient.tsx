// What people write today: the calls of Blaxel's own client example, in its order, under our own
// markup. The baseline of every "mount to shown" figure. One thing is kinder than the original: it
// goes on when the process already runs, where the original stays on "loading" for ever.
import { SandboxInstance } from "@blaxel/core";
import { useEffect, useState } from "react";

export interface DocumentClientProps {
  endpoint: string;
  command: string;
  workingDir: string;
  port: number;
}

export function DocumentClient({ endpoint, command, workingDir, port }: DocumentClientProps) {
  const [previewUrl, setPreviewUrl] = useState<string>();
  const [loading, setLoading] = useState(true);

  useEffect(() => {
    const open = async () => {
      const response = await fetch(endpoint);
      const { session, preview_url } = await response.json();
      const sandbox = await SandboxInstance.fromSession(session);
      setPreviewUrl(preview_url);
      try {
        await sandbox.process.exec({
          name: "dev-server",
          command,
          workingDir,
          waitForPorts: [port],
        });
      } catch (error) {
        console.warn("exec failed, as it does when the process already runs", error);
      }
      setLoading(false);
    };
    void open();
  }, [endpoint, command, workingDir, port]);

  if (loading) return <div>Loading sandbox …</div>;
  return previewUrl ? (
    <iframe src={previewUrl} width="100%" height="600" title="App preview" />
  ) : null;
}
