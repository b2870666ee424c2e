export { listensSteadily, portsOfProcess } from "./listeningPorts";
export { OtherListeners } from "./otherListeners";
export { isLoopbackHost, PortTable } from "./portTable";
export { preloadUrl } from "./preloadUrl";
