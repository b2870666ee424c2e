// The page `logs`, which also reads what it shows for errors.
import { ProcessLogs, SandboxProvider, useAppErrors, useProcess } from "blaxel-react";
import "blaxel-react/styles.css";
import { asked, mount } from "./mount";

function Logs() {
  const name = asked.get("name") ?? "";
  const command = asked.get("command") ?? "";
  const printer = useProcess({ name, command, workingDir: "/app" });
  const { errors } = useAppErrors({ process: printer, root: "/app" });
  return (
    <>
      <input aria-label="Beside the log" />
      <output>{errors.length} errors</output>
      <ProcessLogs process={printer} />
    </>
  );
}

mount(
  <SandboxProvider endpoint="/api/sandbox">
    <Logs />
  </SandboxProvider>,
);
