export { registerFileRoutes } from "./fileRoutes";
