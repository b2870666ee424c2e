import { DocumentClient } from "../baselines/DocumentClient";
import { asked, mount } from "./mount";

mount(
  <DocumentClient
    endpoint="/api/sandbox"
    command={asked.get("command") ?? ""}
    workingDir="/app"
    port={3000}
  />,
);
