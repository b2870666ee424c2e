import type { Socket } from "node:net";
import { platformErrorBody, type PlatformErrorCode } from "./platformError";

/** Refuses a WebSocket as the platform does. */
export function refuseUpgrade(socket: Socket, code: PlatformErrorCode, message: string): void {
  const body = platformErrorBody(code, message);
  endUpgrade(socket, `${body.error.status} ${code}`, JSON.stringify(body));
}

/** Answers a WebSocket with a status instead of a connection. */
export function endUpgrade(socket: Socket, status: string, body = ""): void {
  socket.end(
    `HTTP/1.1 ${status}\r\nX-Blaxel-Source: platform\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
