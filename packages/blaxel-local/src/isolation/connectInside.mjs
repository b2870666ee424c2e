// Runs in the network of a sandbox, connects to what listens there, and hands the connections to the
// server, which is outside. Plain JavaScript, as there is nothing that could translate it.
import net from "node:net";

process.on(
  "message",
  (/** @type {{ id: number, host: string, port: number }} */ { id, host, port }) => {
    const socket = net.connect({ host, port });
    // What the server in the sandbox says first is not read here.
    socket.pause();
    socket.once("error", ({ message, code }) => process.send?.({ id, reason: message, code }));
    socket.once("connect", () => {
      process.send?.({ id }, socket, { keepOpen: false }, (error) => {
        if (error) socket.destroy();
      });
    });
  },
);
process.on("disconnect", () => process.exit());
