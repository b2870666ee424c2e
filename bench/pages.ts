// The pages of the bench as a visitor gets them: production builds of `bench/pages/*.tsx`, React
// included, on one static server that passes `/api/sandbox` on to the backend of a stack.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";
import { packageAlias } from "../scripts/packageAlias.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const names = ["preview", "document", "bare", "thousand", "logs", "setStateLogs"] as const;

/** A page of `bench/pages`. */
export type PageName = (typeof names)[number];

const builds = new Map<string, Promise<Map<string, string | Uint8Array>>>();

const built = () => {
  const known = builds.get(root) ?? buildPages();
  builds.set(root, known);
  return known;
};

async function buildPages(): Promise<Map<string, string | Uint8Array>> {
  const result = (await build({
    root,
    configFile: false,
    logLevel: "silent",
    resolve: { alias: packageAlias },
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      modulePreload: false,
      rollupOptions: {
        input: Object.fromEntries(names.map((name) => [name, `${root}bench/pages/${name}.tsx`])),
        output: { entryFileNames: "[name].js" },
      },
    },
  })) as Rollup.RollupOutput;
  return new Map(
    result.output.map((part) => [
      `/${part.fileName}`,
      part.type === "chunk" ? part.code : part.source,
    ]),
  );
}

/** The static server of the pages. */
export interface Pages {
  address(name: PageName, query?: Record<string, string>): string;
  close(): Promise<void>;
}

/**
 * Builds the pages, once for all rows, and serves them beside the backend at `endpoint`. A page that
 * is asked for with `embedderPolicy` has that Cross-Origin-Embedder-Policy.
 */
export async function servePages(endpoint: string): Promise<Pages> {
  const files = await built();
  const styles = [...files.keys()].filter((path) => path.endsWith(".css"));
  const page = (name: string) =>
    `<!doctype html><meta charset="utf-8"><title>${name}</title>${styles
      .map((path) => `<link rel="stylesheet" href="${path}">`)
      .join("")}<body><script type="module" src="/${name}.js"></script></body>`;
  const server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const policy = searchParams.get("embedderPolicy");
    if (policy) response.setHeader("cross-origin-embedder-policy", policy);
    const send = (type: string, body: string | Uint8Array) =>
      response.writeHead(200, { "content-type": type }).end(body);
    const file = files.get(path);
    if (path === "/api/sandbox") {
      fetch(endpoint)
        .then(async (answer) => {
          const body = await answer.text();
          response.writeHead(answer.status, { "content-type": "application/json" }).end(body);
        })
        .catch((error: unknown) => response.writeHead(502).end(String(error)));
    } else if (file !== undefined) {
      send(path.endsWith(".css") ? "text/css" : "text/javascript", file);
    } else send("text/html", page(path.slice(1)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (name, query = {}) =>
      `http://127.0.0.1:${port}/${name}?${new URLSearchParams(query).toString()}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
