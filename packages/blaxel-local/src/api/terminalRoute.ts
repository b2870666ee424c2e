import type { IncomingMessage } from "node:http";
import { sendNotFound, sendText } from "../http";
import type { Terminals } from "../terminal";
import type { Router } from "./router";

const PATH = "/terminal/ws";

/**
 * Answers for terminals, where there are any: by HTTP, and, by what is returned, requests for a socket.
 * Returns the text of the refusal of one that leads to none.
 */
export function registerTerminalRoute(router: Router, terminals: Terminals, isOff: () => boolean) {
  router.get(PATH, (_request, response) => {
    if (isOff()) sendNotFound(response);
    else sendText(response, 400, "Bad Request\n");
  });
  return (request: IncomingMessage, head: Buffer): string | undefined => {
    const [path] = (request.url ?? "/").split("?", 1);
    if (path !== PATH || isOff()) return "404 page not found";
    terminals.upgrade(request, head);
    return undefined;
  };
}
