import { createServer, type Server, type Socket } from "node:net";
import type { PreviewRecord } from "./control";
import { LOOPBACK, portOf } from "./listener";

/** Gives previews a listening port each and hands their connections to one HTTP server. */
export interface PreviewPorts {
  at(port: number): PreviewRecord | undefined;
  /** Rejects when the system refuses, or everything is closed meanwhile. */
  open(preview: PreviewRecord): Promise<void>;
  close(preview: PreviewRecord): void;
  closeAll(): void;
}

/** Makes an empty set of ports. */
export function createPreviewPorts(onConnection: (socket: Socket) => void): PreviewPorts {
  const listening = new Map<number, { server: Server; preview: PreviewRecord }>();
  // A preview that is made again by its name answers where it did, if no one took the port meanwhile.
  const last = new Map<string, number>();
  let isClosed = false;

  const close = (preview: PreviewRecord) => {
    if (preview.ownPort === undefined) return;
    listening.get(preview.ownPort)?.server.close();
    listening.delete(preview.ownPort);
  };

  return {
    at: (port) => listening.get(port)?.preview,
    close,
    closeAll: () => {
      isClosed = true;
      for (const { preview } of listening.values()) close(preview);
    },
    open: (preview) =>
      new Promise((resolve, reject) => {
        const name = JSON.stringify([preview.sandbox.name, preview.name]);
        const server = createServer(onConnection);
        server.on("error", (error) => {
          if (last.delete(name)) server.listen(0, LOOPBACK);
          else reject(error);
        });
        server.listen(last.get(name) ?? 0, LOOPBACK);
        server.once("listening", () => {
          // What has not begun to listen cannot be closed.
          if (isClosed) {
            server.close();
            reject(new Error("The local sandbox is closed"));
            return;
          }
          preview.ownPort = portOf(server);
          last.set(name, preview.ownPort);
          listening.set(preview.ownPort, { server, preview });
          resolve();
        });
      }),
  };
}
