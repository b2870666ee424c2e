import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSandboxApi } from "../api";
import type { Profile } from "../profile";

/** A whole answer. `json` is `undefined` if the body is none. */
interface FileAnswer {
  status: number;
  text: string;
  json: unknown;
}

/** The file routes on a port of their own, over a temporary root. */
export interface FileServer {
  root: string;
  port: number;
  /** Sends a path as it is: `fetch` would resolve its dots. */
  ask(
    method: string,
    path: string,
    body?: string | Buffer,
    headers?: Record<string, string>,
  ): Promise<FileAnswer>;
  /** Begins a request and hands over the answer once its headers are there. */
  open(path: string): Promise<IncomingMessage>;
  close(): Promise<void>;
}

/** Serves a sandbox's files for a test. The test closes it. */
export async function serveFiles(profile: Profile): Promise<FileServer> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "file-root-")));
  const api = createSandboxApi({ root, profile, name: "files" });
  const server = createServer((request, response) => api.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;

  const begin = (
    method: string,
    path: string,
    body?: string | Buffer,
    headers: Record<string, string> = {},
  ) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest({ host: "127.0.0.1", port, method, path, headers, agent: false });
      request.once("response", resolve).once("error", reject).end(body);
    });

  return {
    root,
    port,
    open: (path) => begin("GET", path),
    ask: async (method, path, body, headers) => {
      const response = await begin(method, path, body, headers);
      const chunks: Uint8Array[] = [];
      response.on("data", (chunk: Uint8Array) => chunks.push(chunk));
      await new Promise((resolve, reject) => {
        response.once("end", resolve).once("error", reject);
      });
      const text = Buffer.concat(chunks).toString("utf8");
      const isJson = response.headers["content-type"]?.includes("application/json");
      const json: unknown = isJson ? JSON.parse(text) : undefined;
      return { status: response.statusCode ?? 0, text, json };
    },
    close: async () => {
      await api.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true, force: true });
    },
  };
}
