import type { Agent, IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { createProxyServer } from "httpxy";
import { dropBody, readAfterFailedWrite } from "./earlyEnd";
import { sendEdgePage } from "./platformError";

/** Where an app's port really answers. */
interface AppAddress {
  host: string;
  port: number;
  /** What connects to it, where that is another network than the server's. */
  agent?: Agent | undefined;
}

/** Passes requests and WebSockets on to apps, bytes as they come. */
export interface AppProxy {
  web(request: IncomingMessage, response: ServerResponse, address: AppAddress): void;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer, address: AppAddress): void;
  /** Ends every connection to an app. */
  close(): void;
}

/** Headers that belong to one connection and not to the message. */
const HOP_HEADERS = ["connection", "keep-alive", "proxy-authenticate", "proxy-connection"];

/** Makes the proxy that all previews of a server share. */
export function createAppProxy(): AppProxy {
  const upstream = new Set<Socket>();
  const proxy = createProxyServer({ xfwd: true, proxyTimeout: 0 });

  const track = (socket: Socket) => {
    upstream.add(socket);
    socket.once("close", () => upstream.delete(socket));
  };
  proxy.on("proxyReq", (outgoing) => {
    if (!outgoing.socket) return;
    track(outgoing.socket);
    readAfterFailedWrite(outgoing.socket);
  });
  proxy.on("proxyReqWs", (outgoing, _request, client) => {
    outgoing.on("socket", (socket) => {
      track(socket);
      // Either side may be cut off without an orderly end, which a pipe does not pass on.
      client.once("close", () => socket.destroy());
      socket.once("close", () => client.end());
    });
  });
  proxy.on("proxyRes", (answer, _request, response) => {
    for (const name of HOP_HEADERS) delete answer.headers[name];
    // The status and headers of a stream must not wait for its first byte.
    queueMicrotask(() => {
      if (!response.headersSent && !response.destroyed) response.flushHeaders();
    });
  });
  proxy.on("error", (_error, request, response) => {
    if (!response || response.destroyed) return;
    if (request) dropBody(request);
    if (!("headersSent" in response)) {
      response.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    } else if (response.headersSent) response.destroy();
    else sendEdgePage(response, 502);
  });

  // A connection each: a dev server that closes an idle one just as it is used again would fail a
  // request that Blaxel's gateway serves.
  const options = ({ host, port, agent }: AppAddress) => ({
    target: `http://${host}:${port}`,
    agent: agent ?? false,
  });
  const failed = () => {
    // Reported by the "error" event, which answers.
  };
  return {
    web: (request, response, address) => {
      // The gateway has let the body through already, before the app is asked.
      delete request.headers.expect;
      const headers = { connection: "close" };
      proxy.web(request, response, { ...options(address), headers }).catch(failed);
    },
    upgrade: (request, socket, head, address) => {
      proxy.ws(request, socket, options(address), head).catch(failed);
    },
    close: () => {
      for (const socket of upstream) socket.destroy();
      proxy.removeAllListeners();
    },
  };
}
