import type { ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { isRunnableDevEnvironment, type Connect, type Plugin, type ViteDevServer } from "vite";
import type { PlaygroundBackend } from "./backend.ts";
import { answerBreakRoute } from "./breakRoute.ts";
import { readSettings } from "./readSettings.ts";

type BackendModule = typeof import("./backend.ts");
type Backend = PlaygroundBackend & Pick<BackendModule, "toNodeHandler">;
type Route = (request: Request) => Promise<Response>;

const backendFile = fileURLToPath(new URL("./backend.ts", import.meta.url));

/** Puts the session route and the break switches into the dev server, and the settings into the page. */
export function sandboxBackend(): Plugin {
  // Read at once: the local sandbox puts credentials of its own into the environment.
  const settings = JSON.stringify(readSettings(process.env)).replaceAll("<", "\\u003c");
  let started: Promise<Backend> | undefined;

  const serve =
    (routeOf: (backend: Backend, response: ServerResponse) => Route): Connect.NextHandleFunction =>
    async (request, response, next) => {
      try {
        if (!started) throw new Error("The server does not listen.");
        const backend = await started;
        await backend.toNodeHandler(routeOf(backend, response))(request, response);
      } catch (error) {
        next(error);
      }
    };

  return {
    name: "playground:sandbox-backend",
    transformIndexHtml: () => [
      {
        tag: "script",
        attrs: { type: "application/json", id: "playground-settings" },
        children: settings,
        injectTo: "head",
      },
    ],
    configureServer: (server) => {
      server.httpServer?.once("listening", () => {
        started = startBackend(server);
        started.catch((error: unknown) => {
          server.config.logger.error(`The playground's backend did not start: ${String(error)}`);
        });
      });
      server.middlewares.use(
        "/api/sandbox",
        serve(({ route }, response) => orBreak(route, response)),
      );
      server.middlewares.use(
        "/api/playground",
        serve((backend) => (request) => answerBreakRoute(backend, request)),
      );
    },
    closeBundle: async () => {
      const running = started;
      started = undefined;
      await (await running)?.close();
    },
  };
}

/** Through the dev server, where the kit is known by its name. */
async function startBackend({ httpServer, environments }: ViteDevServer): Promise<Backend> {
  const address = httpServer?.address();
  if (typeof address !== "object" || !address) throw new Error("The server has no port.");
  if (!isRunnableDevEnvironment(environments.ssr)) throw new Error("The server runs no modules.");
  const module = await environments.ssr.runner.import<BackendModule>(backendFile);
  const backend = await module.startBackend(address.port);
  return { ...backend, toNodeHandler: module.toNodeHandler };
}

/** A route cannot break a connection itself; it answers `Response.error()` to ask for it. */
function orBreak(route: Route, outgoing: ServerResponse): Route {
  return async (request) => {
    const response = await route(request);
    if (response.type !== "error") return response;
    outgoing.destroy();
    return new Response(null, { status: 503 });
  };
}
