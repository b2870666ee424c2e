// The app in the frame: one small page that says when it is on the screen. It may start slowly.
import { createServer } from "node:http";

const port = Number(process.argv[2]);
const startMs = Number(process.argv[3] ?? 0);
let listeningAt = 0;
const page = () => `<!doctype html><title>app</title><h1>The app</h1><script>
requestAnimationFrame(() => setTimeout(() => parent.postMessage({ listeningAt: ${listeningAt} }, "*")));
</script>`;
const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/html", "cache-control": "no-store" }).end(page());
});
const onListening = () => {
  listeningAt = Date.now();
  console.log("listening");
};
setTimeout(() => server.listen(port, "0.0.0.0", onListening), startMs);
