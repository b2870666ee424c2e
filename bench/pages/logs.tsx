// Our log viewer over a process that the page starts.
import { ProcessLogs, SandboxProvider, useProcess } from "blaxel-react";
import "blaxel-react/styles.css";
import { asked, mount } from "./mount";

function Logs() {
  const name = asked.get("name") ?? "";
  const command = asked.get("command") ?? "";
  const printer = useProcess({ name, command, workingDir: "/app" });
  return (
    <>
      <input aria-label="Beside the log" />
      <ProcessLogs process={printer} />
    </>
  );
}

mount(
  <SandboxProvider endpoint="/api/sandbox">
    <Logs />
  </SandboxProvider>,
);
