import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSandboxApi, type SandboxApi, type SandboxApiOptions } from "./sandboxApi";

/** What an answer was, its body parsed if it is JSON. */
interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

/** A sandbox API on a port of its own, over a temporary root. */
export interface TestServer {
  base: string;
  root: string;
  api: SandboxApi;
  /** Sends JSON (or, a string, as it is) and reads the whole answer. */
  call(method: string, path: string, body?: unknown, headers?: HeadersInit): Promise<Answer>;
  /** `POST /process`. */
  start(body: Record<string, unknown>, headers?: HeadersInit): Promise<Answer>;
  /** Asks for a process until `is` holds. */
  until(
    id: string,
    is: (process: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>>;
  /** What `readers` text streams say of a process that prints nothing before each of them is there. */
  watched(name: string, command: string, readers?: number): Promise<string[]>;
  close(): Promise<void>;
}

const POLLS = 500;
const POLL_MS = 20;

/** Serves one sandbox's API for a test. The test closes it. */
export async function serveSandbox(options: Partial<SandboxApiOptions> = {}): Promise<TestServer> {
  const root = mkdtempSync(join(tmpdir(), "sandbox-root-"));
  const api = createSandboxApi({ root, profile: "B", name: "test", ...options });
  const server = createServer((request, response) => api.handle(request, response));
  // A connection that is closed for being idle, just as it is used again, would fail a test.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const base = `http://127.0.0.1:${port}`;

  const call: TestServer["call"] = async (method, path, body, headers = {}) => {
    const sent = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const response = await fetch(base + path, {
      method,
      headers,
      redirect: "manual",
      ...(sent === undefined ? {} : { body: sent }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };

  return {
    base,
    root,
    api,
    call,
    start: (body, headers) => call("POST", "/process", body, headers),
    watched: async (name, command, readers = 1) => {
      const go = join(root, `${name}.go`);
      const held = `while [ ! -e '${go}' ]; do sleep 0.02; done; ${command}`;
      await call("POST", "/process", { name, command: held });
      const streams = await Promise.all(
        Array.from({ length: readers }, () => fetch(`${base}/process/${name}/logs/stream`)),
      );
      writeFileSync(go, "");
      return Promise.all(streams.map((each) => each.text()));
    },
    until: (id, is) => eventually(async () => (await call("GET", `/process/${id}`)).json, is),
    close: async () => {
      await api.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Asks until the answer is the one that is waited for; fails with the last one. */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  is: (answer: T) => boolean,
): Promise<T> {
  let last = await ask();
  for (let poll = 0; poll < POLLS && !is(last); poll++) {
    await sleep(POLL_MS);
    last = await ask();
  }
  if (!is(last)) throw new Error(`It never came. Last answer: ${JSON.stringify(last)}`);
  return last;
}

/** The events of an NDJSON body. */
export function ndjson(text: string): Record<string, unknown>[] {
  return text.split("\n").filter(Boolean).map(parse);
}

/** An object of JSON. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A JSON object; anything else is an empty one. */
export function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {}; // Not every answer is JSON.
  }
}
