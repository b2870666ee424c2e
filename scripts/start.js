// `npm start`: serves the playground on PORT (5173 unless set) and opens it in the browser.
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { areAlive, npmParents } from "./npmParents.js";

process.env.DO_NOT_TRACK ??= "1";

const fail = (line) => {
  console.error(line);
  process.exit(1);
};

const port = Number(process.env.PORT ?? 5173);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  fail(`PORT is ${process.env.PORT}, which is not a port. Use a number from 0 to 65535.`);
}

const busy = () => fail(`Port ${port} is busy. Choose another one: PORT=${port + 1} npm start`);

/** Whether somebody answers there: `localhost` leads to either address, whichever is asked first. */
const answers = (host) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const tell = (answered) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("connect", () => tell(true));
    for (const silence of ["error", "timeout"]) socket.once(silence, () => tell(false));
  });

if (port !== 0 && ((await answers("127.0.0.1")) || (await answers("::1")))) busy();

const { createServer, loadConfigFromFile } = await import("vite");
const root = fileURLToPath(new URL("../playground", import.meta.url));
const loaded = await loadConfigFromFile(
  { command: "serve", mode: "development" },
  `${root}/vite.config.ts`,
);
// Not as `configFile`: a change in one of its files would start a second sandbox in this process.
const server = await createServer({
  ...loaded.config,
  configFile: false,
  clearScreen: false,
  logLevel: "warn",
  server: {
    ...loaded.config.server,
    port,
    // For tests: a file that somebody saves meanwhile must not change the page under them.
    ...(process.env.KIT_NO_WATCH ? { watch: null, hmr: false } : undefined),
  },
});

let ending = false;
const end = async (code) => {
  if (ending) process.exit(code);
  ending = true;
  try {
    await server.close();
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
  process.exit(code);
};
// Vite's own listener would end the process with an error code.
process.removeAllListeners("SIGTERM");
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(0));

// npm may be ended in a way that it cannot pass on; nobody would then end the servers.
const parents = npmParents();
setInterval(() => {
  if (!areAlive(parents)) void end(0);
}, 500).unref();

try {
  await server.listen();
} catch (error) {
  if (error instanceof Error && /already in use/.test(error.message)) busy();
  throw error;
}

console.log(`Playground: http://localhost:${server.httpServer.address().port}/`);

const canOpen = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
if (process.stdout.isTTY && canOpen && !process.env.CI && process.env.BROWSER !== "none") {
  server.openBrowser();
}
