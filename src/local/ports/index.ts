export { listensOnAll, portsOfProcess } from "./listeningPorts";
export { isLoopbackHost, PortTable } from "./portTable";
export { preloadUrl } from "./preloadUrl";
