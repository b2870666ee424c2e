// For the other parts of the local sandbox.
export { createAppProxy, type AppProxy } from "./appProxy";
export { corsHeaders } from "./corsHeaders";
export { directions } from "./directions";
export { createGateway, type Gateway } from "./gateway";
export { beforeHeaders } from "./responseHeaders";
export {
  edgePage,
  platformErrorBody,
  sendPlatformError,
  type PlatformErrorCode,
} from "./platformError";
export { silence } from "./limits";
export { cookieToken, takeQueryToken } from "./access";
export type { Directory, Visit } from "./visit";
