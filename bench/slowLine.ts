// A line with a round trip: relays TCP, and holds every piece back for half of it, each way.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A port that leads to another one, slowly. */
export interface SlowLine {
  port: number;
  close(): void;
}

/**
 * Opens a line to `port` on this machine. Connecting costs nothing, which is kind to whoever opens
 * many connections. A server that looks at its own port in `Host` sees the one it expects.
 */
export async function openSlowLine(port: number, roundTripMs: number): Promise<SlowLine> {
  const open = new Set<Socket>();
  const pass = (from: Socket, to: Socket, change = (piece: Buffer) => piece) => {
    const later = (send: () => void) => setTimeout(() => to.writable && send(), roundTripMs / 2);
    from.on("data", (piece) => later(() => to.write(change(piece))));
    from.on("end", () => later(() => to.end()));
    from.on("error", () => to.destroy());
    from.on("close", () => open.delete(from));
    open.add(from);
  };
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) socket.setNoDelay(true);
    pass(near, far, (piece) =>
      Buffer.from(
        piece.toString("latin1").replaceAll(`:${near.localPort}\r\n`, `:${port}\r\n`),
        "latin1",
      ),
    );
    pass(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
