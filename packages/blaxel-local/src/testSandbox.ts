// What the tests of this folder share: a local sandbox with one sandbox and one session in it.
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { startLocalSandbox, type LocalSandbox } from "./startLocalSandbox";
import type { LocalSandboxOptions } from "./options";

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request with any `Host`, which `fetch` does not allow. */
export interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Sends one request to the loopback port of `url`, whatever its host is called. */
export function send(url: string, { method = "GET", headers, body }: RawRequest = {}) {
  const { host, port, pathname, search } = new URL(url);
  return new Promise<RawAnswer>((resolve, reject) => {
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port,
        path: pathname + search,
        method,
        headers: { Host: host, ...headers },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    request.once("error", reject);
    request.end(body);
  });
}

/** What of the control plane's answers tests look at. */
interface ControlBody {
  code?: number;
  message?: string;
  status?: string;
  expiresIn?: number;
  lastUsedAt?: string;
  metadata?: Record<string, string>;
  spec?: Record<string, unknown> & { url?: string; token?: string; expiresAt?: string };
  data?: ControlBody[];
  meta?: { hasMore: boolean; nextCursor?: string };
}

/** A preview or session as tests use it. */
export interface TestPreview {
  id: string;
  url: string;
  token: string;
}

/** A local sandbox with the sandbox `demo` and a session to it. */
export interface TestSandbox {
  local: LocalSandbox;
  session: TestPreview;
  /** Asks the control plane; the answer is the parsed body. */
  control: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ status: number; body: ControlBody }>;
  /** Makes a preview or session with a token. */
  preview: (name: string, spec: Record<string, unknown>) => Promise<TestPreview>;
  /** Asks the sandbox API through the session. */
  api: (method: string, path: string, body?: unknown) => Promise<RawAnswer>;
  /** Runs a Node program in the sandbox until it listens on `port`. */
  runApp: (name: string, source: string, port: number) => Promise<void>;
}

/** Starts it. The caller closes `local`. */
export async function openTestSandbox(options: LocalSandboxOptions = {}): Promise<TestSandbox> {
  const local = await startLocalSandbox(options);
  const key = { "X-Blaxel-Authorization": `Bearer ${local.env["BL_API_KEY"]}` };

  const control: TestSandbox["control"] = async (method, path, body) => {
    const answer = await send(local.apiUrl + path, {
      method,
      headers: key,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const parsed: ControlBody = JSON.parse(answer.body);
    return { status: answer.status, body: parsed };
  };

  const preview: TestSandbox["preview"] = async (name, spec) => {
    const previews = "/sandboxes/demo/previews";
    const made = await control("POST", previews, { metadata: { name }, spec });
    const expires = spec["expires"] ?? new Date(Date.now() + 3_600_000).toISOString();
    const tokens = await control("POST", `${previews}/${name}/tokens`, {
      metadata: { name: "token-1" },
      spec: { expiresAt: expires },
    });
    const url = made.body.spec?.url ?? "";
    return {
      id: /\/s\/(\w+)/.exec(url)?.[1] ?? /\/\/(\w+)/.exec(url)?.[1] ?? "",
      url,
      token: tokens.body.spec?.token ?? "",
    };
  };

  await control("POST", "/sandboxes", { metadata: { name: "demo" }, spec: {} });
  const session = await preview("session-1", { port: 443, public: false });

  const api: TestSandbox["api"] = (method, path, body) =>
    send(session.url + path, {
      method,
      headers: { "X-Blaxel-Preview-Token": session.token, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  return {
    local,
    session,
    control,
    preview,
    api,
    runApp: async (name, source, port) => {
      await api("PUT", `/filesystem/%2F${name}.mjs`, { content: source });
      const answer = await api("POST", "/process", {
        name,
        command: `exec node ${name}.mjs`,
        workingDir: "/",
        waitForPorts: [port],
        timeout: 20,
      });
      if (answer.status !== 200) throw new Error(`The app did not start: ${answer.body}`);
    },
  };
}
