import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSandboxApi, type SandboxApi, type SandboxApiOptions } from "./sandboxApi";

/** A sandbox API on a port of its own, over a temporary root. */
export interface TestServer {
  base: string;
  root: string;
  api: SandboxApi;
  close(): Promise<void>;
}

/** Serves one sandbox's API for a test. The test closes it. */
export async function serveSandbox(options: Partial<SandboxApiOptions> = {}): Promise<TestServer> {
  const root = mkdtempSync(join(tmpdir(), "sandbox-root-"));
  const api = createSandboxApi({ root, profile: "B", name: "test", ...options });
  const server = createServer((request, response) => api.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    base: `http://127.0.0.1:${port}`,
    root,
    api,
    close: async () => {
      await api.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true, force: true });
    },
  };
}
