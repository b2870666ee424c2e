// An app that ends in its own way when it is asked to: `node gracefulServer.mjs 3000 events`.
// `events` and `socket`: it answers what it was asked first, and its page keeps a stream or a WebSocket
// open. `deaf`: it does not listen to the request to end.
import { createHash } from "node:crypto";
import { createServer } from "node:http";

const [port = "3000", way = "events"] = process.argv.slice(2);
const opens = {
  events: 'new EventSource("/events").onopen = open',
  socket: 'new WebSocket(location.origin.replace("http", "ws") + "/socket").onopen = open',
  deaf: "open()",
};
const page = `<!doctype html><html lang="en"><title>${process.pid}</title><h1>An app</h1><script>
let count = 0;
let isOpen = false;
const open = () => { isOpen = true; };
addEventListener("message", ({ data }) => {
  if (data === "count") count++;
  const answers = isOpen ? data : "";
  parent.postMessage({ answers, title: document.title, count, path: location.pathname }, "*");
});
${opens[way]};
</script>`;

const server = createServer((request, response) => {
  if (request.url === "/events") {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write("data: hello\n\n");
  } else response.writeHead(200, { "Content-Type": "text/html" }).end(page);
});
server.on("upgrade", ({ headers }, socket) => {
  const key = `${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash("sha1").update(key).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on("error", () => socket.destroy());
  socket.on("end", () => socket.end());
  socket.resume();
});
process.on("SIGTERM", () => {
  if (way !== "deaf") server.close(() => process.exit(0));
});
server.listen(Number(port), "0.0.0.0", () => console.log(`listening on ${port}`));
