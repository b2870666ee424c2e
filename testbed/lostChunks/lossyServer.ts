// Serves a built app as a static host does, and loses one of its chunks.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { BuiltApp } from "./apps.ts";
import { filesOf, type KitChunk } from "./kitChunks.ts";
import { losses, type Loss } from "./losses.ts";

const types: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
};

/** What is served. */
export interface Site {
  app: BuiltApp;
  /** The session endpoint behind `/api/sandbox`. */
  endpoint: string;
}

/** What is lost of it. */
export interface LostChunks {
  chunks: readonly KitChunk[];
  how: Loss;
  /** How many requests for each file are lost; all others are answered, and all after the page is loaded again. */
  times: number;
}

export interface LossyServer {
  url: string;
  /** How many requests were lost so far. */
  lost(): number;
  /** How often the page was asked for. */
  documents(): number;
  /** How often a session was asked for. */
  sessions(): number;
  close(): Promise<void>;
}

/** Starts a server of its own origin, so that pages beside each other do not lose each other's chunks. */
export async function startLossyServer(
  { app, endpoint }: Site,
  loss?: LostChunks,
): Promise<LossyServer> {
  const counts = { documents: 0, sessions: 0 };
  const lost = new Map([...filesOf(loss?.chunks ?? [])].map((file) => [`/${file}`, 0]));
  const isLost = (path: string, times: number) =>
    counts.documents === 1 && (lost.get(path) ?? times) < times;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/api/sandbox") {
      counts.sessions++;
      const session = await fetch(endpoint);
      response.writeHead(session.status, { "content-type": "application/json" });
      return response.end(await session.text());
    }
    if (pathname === "/") counts.documents++;
    const path = pathname === "/" ? "/index.html" : pathname;
    const body = read(join(app.root, path));
    if (!body) return response.writeHead(404).end();
    const headers = {
      ...app.headers,
      "content-type": types[extname(path)] ?? "application/octet-stream",
      // Hosts set it by path: what is answered wrongly with status 200 is kept as well.
      "cache-control": path === "/index.html" ? "no-cache" : "public, max-age=31536000, immutable",
    };
    if (!loss || !isLost(path, loss.times)) return response.writeHead(200, headers).end(body);
    lost.set(path, (lost.get(path) ?? 0) + 1);
    return losses[loss.how]({ response, headers, body });
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    lost: () => [...lost.values()].reduce((sum, times) => sum + times, 0),
    documents: () => counts.documents,
    sessions: () => counts.sessions,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    // A browser asks for icons that the app does not have.
    return undefined;
  }
}
