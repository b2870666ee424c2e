// The process of a stack: the local sandbox, a backend route over the real SDK, and the calls by
// which a test steers both. Everything that crosses to the test is JSON.
import { subscribe } from "node:diagnostics_channel";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { BackendFault, Fault, RecordedRequest } from "blaxel-local";
import type { PreviewSettings } from "blaxel-react/server";

export interface StackOptions {
  /** Which server the sandbox behaves like. Default `"B"`. */
  profile?: "A" | "B";
  previewOrigin?: "subdomain" | "port";
  /** Whether the gateway lets the requests of a private preview's page in by a cookie. Default: yes. */
  previewCookie?: boolean | "first";
  /** The pages that may use the backend. Default: any loopback page that the test names here. */
  origins?: string[];
  /** The previews of the sandbox. Default `{ app: 3000 }`. */
  previews?: Record<string, number | PreviewSettings>;
  /** The life of a session in seconds. */
  sessionTtl?: number;
  /** Files that a new sandbox holds, by absolute path. */
  files?: Record<string, string>;
  /** A folder in which sandboxes keep their files; by default a temporary one. */
  root?: string;
}

export interface StackReady {
  /** The session endpoint. */
  endpoint: string;
  /** The control plane. */
  apiUrl: string;
}

interface Started extends StackReady {
  methods: StackMethods;
}

/** A process as the sandbox reports it. */
export interface StackProcess {
  pid: string;
  name: string;
  status: string;
}

export interface ReceivedReferer {
  /** Host and path of the request, without its query. */
  to: string;
  referer: string | undefined;
}

/** What a test may ask of a stack or do to it. */
export interface StackMethods {
  /** The session endpoint's answer, as a browser would get it. */
  answer(sandbox?: string): Promise<unknown>;
  /** Every request that the local sandbox answered, without tokens. */
  requests(): readonly RecordedRequest[];
  /** How often the session endpoint was asked. */
  endpointRequests(): number;
  /** The headers of every request that came to the session endpoint. */
  endpointHeaders(): Record<string, string>[];
  /** The `Referer` of every request that came to any server here: endpoint, gateway, sandbox, app. */
  referers(): ReceivedReferer[];
  /** Makes the sandbox misbehave; the id lifts it. */
  injectFault(fault: Fault): string;
  /** Makes the backend misbehave. */
  injectBackendFault(fault: BackendFault): string;
  faultFired(id: string): number;
  clearFaults(): void;
  /** The processes of a sandbox, running or not, but for the one that prepared it. */
  processes(sandbox?: string): Promise<StackProcess[]>;
  /** A call to the sandbox API, with the rights of the backend. */
  sandboxCall(
    method: string,
    path: string,
    body?: unknown,
    sandbox?: string,
  ): Promise<{ status: number; body: string }>;
  /** Ends all tokens of a private preview that there are. */
  endTokens(preview: string): Promise<void>;
  /**
   * Forgets the backend's sessions, so that the next answer has a new one with another URL, and with a life
   * of so many seconds from now on.
   */
  renewSessions(sessionTtl?: number): void;
  close(): Promise<void>;
}

const DEFAULT_SANDBOX = "test-sandbox";

async function start(options: StackOptions): Promise<Started> {
  const { startLocalSandbox, withFaults } = await import("blaxel-local");
  const local = await startLocalSandbox({
    profile: options.profile,
    previewOrigin: options.previewOrigin,
    previewCookie: options.previewCookie,
    root: options.root,
  });
  // Before the SDK is imported: it reads them then.
  Object.assign(process.env, local.env);
  const { SandboxInstance } = await import("@blaxel/core");
  const { createSandboxHandler, toNodeHandler } = await import("blaxel-react/server");
  const { files = {} } = options;
  const createHandler = (sessionTtl = options.sessionTtl) =>
    createSandboxHandler({
      authorize: (_request, { sandbox }) => ({ name: sandbox ?? DEFAULT_SANDBOX }),
      sandbox: { region: "local" },
      previews: options.previews ?? { app: 3000 },
      session: sessionTtl === undefined ? undefined : { ttl: sessionTtl },
      origins: options.origins,
      prepare: async (sandbox) => {
        for (const [path, text] of Object.entries(files)) await sandbox.fs.write(path, text);
      },
    });
  let handler = createHandler();
  const route = withFaults((request) => handler(request));
  const asked: Record<string, string>[] = [];
  const referers: ReceivedReferer[] = [];
  subscribe("http.server.request.start", (message) => {
    const { headers, url = "" } = (message as { request: IncomingMessage }).request;
    referers.push({ to: `${headers.host}${url.split("?")[0]}`, referer: headers.referer });
  });
  const counted = toNodeHandler((request) => {
    if (request.method !== "OPTIONS") asked.push(Object.fromEntries(request.headers));
    return route(request);
  });
  const server = createServer((request, response) => void counted(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/api/sandbox`;
  const handles = () => [...local.faults.list(), ...route.faults.list()];

  const methods: StackMethods = {
    answer: async (sandbox) => {
      const query = sandbox === undefined ? "" : `?sandbox=${sandbox}`;
      const response = await handler(new Request(endpoint + query));
      return response.json();
    },
    requests: () => local.requests(),
    endpointRequests: () => asked.length,
    endpointHeaders: () => asked,
    referers: () => referers,
    injectFault: (fault) => local.faults.inject(fault).id,
    injectBackendFault: (fault) => route.faults.inject(fault).id,
    faultFired: (id) => handles().find((handle) => handle.id === id)?.fired ?? 0,
    clearFaults: () => {
      local.faults.clear();
      route.faults.clear();
    },
    processes: async (name = DEFAULT_SANDBOX) => {
      const sandbox = await SandboxInstance.get(name);
      const processes = await sandbox.process.list();
      const own = processes.filter(({ name: given }) => given !== "blaxel-react-prepare");
      return own.map((one) => ({
        pid: one.pid ?? "",
        name: one.name ?? "",
        status: one.status ?? "",
      }));
    },
    sandboxCall: async (method, path, body, name = DEFAULT_SANDBOX) => {
      const { metadata } = await SandboxInstance.get(name);
      const response = await fetch(`${metadata.url}${path}`, {
        method,
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${local.env["BL_API_KEY"]}`,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.text() };
    },
    endTokens: async (preview) => {
      const sandbox = await SandboxInstance.get(DEFAULT_SANDBOX);
      const { tokens } = await sandbox.previews.get(preview);
      for (const { value } of await tokens.list()) await tokens.delete(value);
    },
    renewSessions: (sessionTtl) => {
      handler = createHandler(sessionTtl);
    },
    close: async () => {
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), local.close()]);
    },
  };
  return { endpoint, apiUrl: local.apiUrl, methods };
}

let running: Started | undefined;

async function answer(name: string, args: unknown[]): Promise<unknown> {
  if (name === "start") {
    running = await start(args[0] as StackOptions);
    return { endpoint: running.endpoint, apiUrl: running.apiUrl } satisfies StackReady;
  }
  const method = running?.methods[name as keyof StackMethods] as
    ((...values: unknown[]) => unknown) | undefined;
  if (!method) throw new Error(`A stack that was started has no method ${name}.`);
  return method(...args);
}

process.on("message", ({ id, name, args }: { id: number; name: string; args: unknown[] }) => {
  answer(name, args).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
// The test has stopped this stack, or has died: either way there is nobody to serve any more.
process.on("disconnect", () => {
  void Promise.resolve(running?.methods.close()).finally(() => process.exit());
});
