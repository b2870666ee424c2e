// For tests: a local sandbox with real processes, and a session store over it without a backend.
import { startLocalSandbox, type LocalSandbox, type LocalSandboxOptions } from "blaxel-local";
import { Credential, createStaticStore, type SessionStore } from "../src/session";
import { SandboxError } from "../src/errors";

const SANDBOX = "demo";

export interface ProcessTestbed {
  readonly local: LocalSandbox;
  readonly store: SessionStore;
  /** Replaces the session by another one, as a refresh before its end does. */
  rotate(): Promise<void>;
  /** How often the store was asked to replace a session that the sandbox had refused. */
  replaced(): number;
  /** Writes a file into the sandbox. */
  write(path: string, content: string): Promise<void>;
  /** Reads one. */
  read(path: string): Promise<string>;
  /** Every process that was ever started. */
  processes(): ReturnType<LocalSandbox["processes"]>;
  /** Requests to the sandbox API: `GET /process/dev`. */
  requests(): readonly string[];
  close(): Promise<void>;
}

export async function startProcessTestbed(
  options: LocalSandboxOptions = {},
): Promise<ProcessTestbed> {
  const local = await startLocalSandbox(options);
  const control = async (path: string, body: unknown) => {
    const response = await fetch(local.apiUrl + path, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Blaxel-Authorization": `Bearer ${local.env["BL_API_KEY"]}`,
        "X-Blaxel-Workspace": local.env["BL_WORKSPACE"] ?? "",
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const answer: { spec: { url: string; token: string } } = await response.json();
    return answer;
  };
  await control("/sandboxes?createIfNotExist=true", {
    metadata: { name: SANDBOX },
    spec: { runtime: { image: "blaxel/base-image:latest", memory: 1024 } },
  });
  let generation = 0;
  const newCredential = async () => {
    const name = `session-${++generation}`;
    const expiresAt = new Date(Date.now() + 3_600_000);
    const { spec } = await control(`/sandboxes/${SANDBOX}/previews`, {
      metadata: { name },
      spec: { port: 443, public: false, expires: expiresAt.toISOString() },
    });
    const token = await control(`/sandboxes/${SANDBOX}/previews/${name}/tokens`, {
      metadata: { name: "token" },
      spec: { expiresAt: expiresAt.toISOString() },
    });
    return new Credential(name, spec.url, token.spec.token, expiresAt.getTime(), generation);
  };

  let credential = await newCredential();
  let replaced = 0;
  const listeners = new Set<() => void>();
  const rotate = async () => {
    credential = await newCredential();
    for (const listener of listeners) listener();
  };
  const unused = createStaticStore(
    new SandboxError({ kind: "offline", message: "", hint: "", retryable: true }),
  );
  const store: SessionStore = {
    ...unused,
    enabled: true,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    peek: () => credential,
    credential: () => Promise.resolve(credential),
    replace: async (used) => {
      if (used === credential) {
        replaced++;
        await rotate();
      }
      return credential;
    },
  };
  return {
    local,
    store,
    rotate,
    replaced: () => replaced,
    write: async (path, content) => {
      const { url, token } = credential;
      await fetch(`${url}/filesystem/${path}`, {
        method: "PUT",
        headers: { "X-Blaxel-Preview-Token": token, "Content-Type": "application/json" },
        body: JSON.stringify({ content }),
      });
    },
    read: async (path) => {
      const { url, token } = credential;
      const response = await fetch(`${url}/filesystem/${path}`, {
        headers: { "X-Blaxel-Preview-Token": token, Accept: "application/octet-stream" },
      });
      return response.text();
    },
    processes: () => local.processes(SANDBOX),
    requests: () =>
      local
        .requests()
        .filter(({ kind }) => kind === "session")
        .map(({ method, path }) => `${method} ${path}`),
    close: () => local.close(),
  };
}
