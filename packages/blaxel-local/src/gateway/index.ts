// For the other parts of the local sandbox.
export { createAppProxy } from "./appProxy";
export { corsHeaders } from "./corsHeaders";
export { directions } from "./directions";
export { createGateway, type Gateway } from "./gateway";
export { beforeHeaders } from "./responseHeaders";
export { edgePage, platformErrorBody, type PlatformErrorCode } from "./platformError";
export { silence } from "./limits";
export { cookieToken, takeQueryToken } from "./access";
export type { Directory, Visit } from "./visit";
