import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SandboxError } from "blaxel-react";
import { createStaticStore, Credential, type SessionStore } from "../src/session";

/** The credential of the session, which nothing that is said may carry. */
export const TOKEN = "secret-token-of-the-session";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A sandbox API that answers whatever a row says, and a session to it. */
export interface HostileSandbox {
  readonly store: SessionStore;
  /** The paths that were asked for since `answer` was last set. */
  readonly asked: string[];
  answer: Answer;
  close(): Promise<void>;
}

export async function openHostileSandbox(): Promise<HostileSandbox> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  let answer: Answer = (_request, response) => response.end();
  let generation = 0;
  const newCredential = () =>
    new Credential("session", `http://127.0.0.1:${port}`, TOKEN, Infinity, ++generation);
  let credential = newCredential();
  const none = new SandboxError({ kind: "offline", message: "", hint: "", retryable: true });
  return {
    store: {
      ...createStaticStore(none),
      enabled: true,
      peek: () => credential,
      credential: () => Promise.resolve(credential),
      replace: async () => (credential = newCredential()),
    },
    asked,
    get answer() {
      return answer;
    },
    set answer(next) {
      answer = next;
      asked.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const json = (response: ServerResponse, body: unknown, status = 200) => {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
};

/** What every question about a process is told: its record, in a list where all are asked for. */
export const tellProcess = (
  { method, url }: IncomingMessage,
  response: ServerResponse,
  record: unknown,
) => json(response, method === "GET" && url === "/process" ? [record] : record);
