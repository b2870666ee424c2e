export { portsOfProcess } from "./listeningPorts";
export { createNetwork } from "./network";
export { PortTable } from "./portTable";
export { preloadUrl } from "./preloadUrl";
export type { PortTarget, SandboxNetwork } from "./types";
