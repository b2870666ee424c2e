export { chooseIsolation, type Isolation } from "./isolation";
export { envInside } from "./mounts";
export { Namespace } from "./namespace";
