// What people write today: the SDK's stream, and a new array for every line.
import { SandboxInstance } from "@blaxel/core";
import { useEffect, useState } from "react";

export interface SetStateLogsProps {
  endpoint: string;
  name: string;
  command: string;
}

export function SetStateLogs({ endpoint, name, command }: SetStateLogsProps) {
  const [logs, setLogs] = useState<string[]>([]);

  useEffect(() => {
    const open = async () => {
      const response = await fetch(endpoint);
      const { session } = await response.json();
      const sandbox = await SandboxInstance.fromSession(session);
      await sandbox.process.exec({ name, command, workingDir: "/app" });
      sandbox.process.streamLogs(name, {
        onLog: (line) => setLogs((lines) => [...lines, line]),
      });
    };
    void open();
  }, [endpoint, name, command]);

  return (
    <>
      <input aria-label="Beside the log" />
      <div role="log" style={{ height: 320, overflow: "auto" }}>
        {logs.map((line, number) => (
          <div key={number}>{line}</div>
        ))}
      </div>
    </>
  );
}
