import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { Server, Socket } from "node:net";

/** The HTTP server that everything but the admin address is behind. */
export interface Listener {
  readonly port: number;
  /** Hands a connection that came to another port to the HTTP server. */
  take(socket: Socket): void;
  /** Begins to answer. */
  serve(
    onRequest: RequestListener,
    onUpgrade: (request: IncomingMessage, head: Buffer) => void,
  ): void;
  /** Stops listening and ends every connection, WebSockets included. */
  close(): Promise<void>;
}

const MAX_HEADER_BYTES = 32 * 1024;
const MAX_CONNECTIONS = 5000;

/**
 * The one address that this package listens on, whoever asks: what a token opens runs programs on this
 * machine.
 */
export const LOOPBACK = "127.0.0.1";

/** Listens on a port of loopback; rejects with the system's error when it cannot. */
export async function listen(port: number): Promise<Listener> {
  const server = createServer({ keepAliveTimeout: 65_000, maxHeaderSize: MAX_HEADER_BYTES });
  server.maxConnections = MAX_CONNECTIONS;
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
  return {
    port: portOf(server),
    take: (socket) => server.emit("connection", socket),
    serve: (onRequest, onUpgrade) => {
      server.on("request", onRequest);
      server.on("upgrade", (request, _socket, head) => onUpgrade(request, head));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of connections) socket.destroy();
      }),
  };
}

/** The port that a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("The server is not listening");
  }
  return address.port;
}
