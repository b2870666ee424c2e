// Pages as a visitor gets them: production builds, React included, on one static server that passes
// `/api/sandbox` on to the backend of a stack. By default those of the bench, `bench/pages/*.tsx`.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";
import { packageAlias } from "../scripts/packageAlias.js";
import { openSlowLine } from "./slowLine";

const root = fileURLToPath(new URL("..", import.meta.url));
const benchPages = {
  preview: "bench/pages/preview.tsx",
  document: "bench/pages/document.tsx",
  bare: "bench/pages/bare.tsx",
  thousand: "bench/pages/thousand.tsx",
  logs: "bench/pages/logs.tsx",
  logsWithErrors: "bench/pages/logsWithErrors.tsx",
  setStateLogs: "bench/pages/setStateLogs.tsx",
};

/** A page of the bench. */
export type PageName = keyof typeof benchPages;

/** The files of pages, below the root of the repository. */
type PageFiles<Name extends string> = Readonly<Record<Name, string>>;

const builds = new Map<object, Promise<Map<string, string | Uint8Array>>>();

const built = (pages: PageFiles<string>) => {
  const known = builds.get(pages) ?? buildPages(pages);
  builds.set(pages, known);
  return known;
};

async function buildPages(pages: PageFiles<string>): Promise<Map<string, string | Uint8Array>> {
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
        input: Object.fromEntries(
          Object.entries(pages).map(([name, file]) => [name, `${root}${file}`]),
        ),
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

/** The policies that a page can be asked for with. */
const policyHeaders = [
  ["embedderPolicy", "cross-origin-embedder-policy"],
  ["contentPolicy", "content-security-policy"],
] as const;

/** The static server of the pages. */
export interface Pages<Name extends string = PageName> {
  address(name: Name, query?: Record<string, string>): string;
  /** The pages over a line with this round trip; from now on the backend answers such addresses. */
  slowly(roundTripMs: number): Promise<SlowPages<Name>>;
  close(): Promise<void>;
}

/** Pages over a slow line. */
export interface SlowPages<Name extends string> {
  address(name: Name, query?: Record<string, string>): string;
  /** The address of a preview over such a line. */
  preview(url: string): string;
  close(): void;
}

/**
 * Builds the pages, once for all rows, and serves them beside the backend at `endpoint`. A page that is
 * asked for with `embedderPolicy` has that Cross-Origin-Embedder-Policy, one with `contentPolicy` that
 * Content-Security-Policy.
 */
export function servePages(endpoint: string): Promise<Pages>;
export function servePages<Name extends string>(
  endpoint: string,
  pages: PageFiles<Name>,
): Promise<Pages<Name>>;
export async function servePages(
  endpoint: string,
  pages: PageFiles<string> = benchPages,
): Promise<Pages<string>> {
  const files = await built(pages);
  const styles = [...files.keys()].filter((path) => path.endsWith(".css"));
  const page = (name: string) =>
    `<!doctype html><meta charset="utf-8"><title>${name}</title>${styles
      .map((path) => `<link rel="stylesheet" href="${path}">`)
      .join("")}<body><script type="module" src="/${name}.js"></script></body>`;
  /** The gateway's port, and the slow line's in its place. */
  let lines: [string, string] | undefined;
  const server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? "/", "http://localhost");
    for (const [asked, header] of policyHeaders) {
      const policy = searchParams.get(asked);
      if (policy) response.setHeader(header, policy);
    }
    const send = (type: string, body: string | Uint8Array) =>
      response.writeHead(200, { "content-type": type }).end(body);
    const file = files.get(path);
    if (path === "/api/sandbox") {
      fetch(endpoint)
        .then(async (answer) => {
          const text = await answer.text();
          const body = lines ? text.replaceAll(...lines) : text;
          response.writeHead(answer.status, { "content-type": "application/json" }).end(body);
        })
        .catch((error: unknown) => response.writeHead(502).end(String(error)));
    } else if (file !== undefined) {
      send(path.endsWith(".css") ? "text/css" : "text/javascript", file);
    } else send("text/html", page(path.slice(1)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const addressAt =
    (at: number) =>
    (name: string, query: Record<string, string> = {}) =>
      `http://127.0.0.1:${at}/${name}?${new URLSearchParams(query).toString()}`;
  return {
    address: addressAt(port),
    async slowly(roundTripMs) {
      const { port: gateway } = new URL((await (await fetch(endpoint)).json()).preview_url);
      const near = await openSlowLine(port, roundTripMs);
      const far = await openSlowLine(Number(gateway), roundTripMs);
      const replaced: [string, string] = [`:${gateway}`, `:${far.port}`];
      lines = replaced;
      return {
        address: addressAt(near.port),
        preview: (url) => url.replace(...replaced),
        close: () => {
          near.close();
          far.close();
        },
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
