// For tests in Node before 22, which has no WebSocket of its own.
import { WebSocket } from "ws";

/** A browser's tells of an error by its end, too, and throws nothing. */
class NodeSocket extends WebSocket {
  constructor(url: string) {
    super(url);
    this.on("error", () => undefined);
  }
}

globalThis.WebSocket ??= NodeSocket as unknown as typeof globalThis.WebSocket;
