import { SetStateLogs } from "../baselines/SetStateLogs";
import { asked, mount } from "./mount";

mount(
  <SetStateLogs
    endpoint="/api/sandbox"
    name={asked.get("name") ?? ""}
    command={asked.get("command") ?? ""}
  />,
);
