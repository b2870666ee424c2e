import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ProcessSummary } from "./api";
import { createControlPlane, createWorkspace, isSession, type Addresses } from "./control";
import { createFaultRunner, startAdminServer, type Fault, type Faults } from "./faults";
import { createAppProxy, createGateway } from "./gateway";
import { carriesKey } from "./apiKey";
import { readHost } from "./hosts";
import { chooseIsolation, type Isolation } from "./isolation";
import { listen, LOOPBACK } from "./listener";
import { checkOptions, type LocalSandboxOptions } from "./options";
import { previewLabel } from "./previewLabel";
import { createPreviewPorts } from "./previewPorts";
import { handleRequest, handleUpgrade, type Parts } from "./requestHandling";
import { createRequestLog, type RecordedRequest } from "./requestLog";
import { createSandboxFolders } from "./sandboxFolders";

/**
 * A running local sandbox.
 *
 * @example
 * ```ts
 * const local: LocalSandbox = await startLocalSandbox();
 * Object.assign(process.env, local.env);
 * const { SandboxInstance } = await import("@blaxel/core");
 * const sandbox = await SandboxInstance.createIfNotExists({ name: "demo" });
 * await local.close();
 * ```
 */
export interface LocalSandbox {
  /** The control plane: the value of `BL_API_URL`. */
  readonly apiUrl: string;
  /** The port that it listens on. */
  readonly port: number;
  /** The variables that point `@blaxel/core` here. Set them before it is imported. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder on this machine that holds the folder of each sandbox. */
  readonly root: string;
  /** How the processes are kept apart from the machine and, where they are not, why. */
  readonly isolation: Isolation;
  /** What goes wrong. */
  readonly faults: Faults<Fault>;
  /** Where faults are set over HTTP: `POST /faults` and so on, with `Authorization: Bearer`. */
  readonly adminUrl: string;
  /** The secret that `adminUrl` asks for. */
  readonly adminSecret: string;
  /** The processes of a sandbox, finished ones included; empty when there is no such sandbox. */
  processes(sandbox: string): readonly ProcessSummary[];
  /** The newest requests (at least 10,000), oldest first, without tokens. */
  requests(): readonly RecordedRequest[];
  /** Ends every process, stream and connection, and removes the temporary folder. */
  close(): Promise<void>;
}

/**
 * Starts a local sandbox: control plane, gateway and sandbox API over real processes and a real
 * folder, on loopback, for `@blaxel/core` as it is. A development tool, not a security boundary:
 * what runs in it runs as you.
 *
 * Rejects when the port is taken (`EADDRINUSE`) or an option cannot work.
 *
 * @example
 * ```ts
 * const local = await startLocalSandbox({ port: 4600, root: "./.sandboxes" });
 * console.log(local.env);
 * await local.close();
 * ```
 */
export async function startLocalSandbox(options: LocalSandboxOptions = {}): Promise<LocalSandbox> {
  checkOptions(options);
  const { workspace: workspaceName = "local", previewOrigin = "subdomain" } = options;
  const apiKey = options.apiKey ?? `local-${randomBytes(16).toString("hex")}`;

  const isolation = await chooseIsolation(options.isolation ?? "none");
  const folders = await createSandboxFolders(options, isolation);
  const listener = await listen(options.port ?? 0).catch(async (error: unknown) => {
    await folders.close();
    throw error;
  });
  const { port } = listener;
  const origin = `http://${LOOPBACK}:${port}`;
  const ports = createPreviewPorts((socket) => listener.take(socket));
  const workspace = createWorkspace({
    startSandbox: (name, env) => folders.start(name, env),
    copies: folders.copies,
    previewId: (sandbox, preview) => previewLabel(apiKey, workspaceName, sandbox, preview),
    removeSandbox: (name) => folders.remove(name),
    openPreview: async (preview) => {
      if (previewOrigin === "port" && !isSession(preview)) await ports.open(preview);
    },
    closePreview: (preview) => ports.close(preview),
    deletionMs: options.deletionMs ?? 50,
  });
  const addresses: Addresses = {
    workspace: workspaceName,
    sandboxUrl: ({ name }) => `${origin}/sandbox/${name}`,
    previewUrl: (preview) => {
      if (isSession(preview)) return `${origin}/s/${preview.id}`;
      return preview.ownPort === undefined
        ? `http://${preview.id}.localhost:${port}`
        : `http://${LOOPBACK}:${preview.ownPort}`;
    },
  };
  const isAuthorized = (request: IncomingMessage) => carriesKey(request, apiKey, workspaceName);
  const proxy = createAppProxy();
  const log = createRequestLog(10_000, options.onRequest);
  const faultRunner = createFaultRunner(workspace);
  const admin = await startAdminServer(faultRunner.faults, () => log.list()).catch(
    async (error: unknown) => {
      await Promise.all([listener.close(), folders.close()]);
      throw error;
    },
  );
  const parts: Parts = {
    directory: {
      workspace,
      previewAtPort: (own) => ports.at(own),
      readHost,
    },
    control: createControlPlane({ workspace, addresses, isAuthorized }),
    gateway: createGateway({
      proxy,
      isAuthorized,
      errorCors: options.errorCors ?? true,
      previewCookie: options.previewCookie ?? true,
      appHostSuffix: options.appHostSuffix,
      maxBodyBytes: options.maxBodyBytes ?? 6 * 1024 * 1024,
      edgeTimeoutMs: options.edgeTimeoutMs ?? 60_000,
    }),
    log,
    faultRunner,
    errorCors: options.errorCors ?? true,
  };
  listener.serve(
    (request, response) => handleRequest(parts, request, response),
    (request, head) => handleUpgrade(parts, request, head),
  );

  let closing: Promise<void> | undefined;
  const close = async () => {
    faultRunner.close();
    ports.closeAll();
    const closed = listener.close();
    proxy.close();
    await Promise.all([closed, admin.close(), workspace.close()]);
    await folders.close();
  };
  return {
    apiUrl: `${origin}/v0`,
    port,
    env: {
      BL_API_URL: `${origin}/v0`,
      BL_WORKSPACE: workspaceName,
      BL_API_KEY: apiKey,
      BL_DISABLE_H2: "1",
      DO_NOT_TRACK: "1",
    },
    root: folders.root,
    isolation,
    faults: faultRunner.faults,
    adminUrl: admin.url,
    adminSecret: admin.secret,
    processes: (name) => workspace.sandboxes.get(name)?.api.processes() ?? [],
    requests: () => log.list(),
    close: () => (closing ??= close()),
  };
}
