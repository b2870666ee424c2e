// Our route and the document's, over one local control plane.
import { startLocalSandbox } from "blaxel-local";
import { createSandboxHandler } from "blaxel-react/server";

export interface Routes {
  ours: () => Promise<Response>;
  document: () => Promise<Response>;
  /** Control-plane calls so far. */
  calls: () => number;
}

/** Runs `measure` with both routes; every control-plane call takes `latencyMs` longer. */
export async function withRoutes<Result>(
  latencyMs: number,
  measure: (routes: Routes) => Promise<Result>,
): Promise<Result> {
  let calls = 0;
  const local = await startLocalSandbox({
    onRequest: ({ kind }) => {
      if (kind === "control") calls += 1;
    },
  });
  // The SDK reads its environment as it loads: it is loaded with the document's route, after this.
  Object.assign(process.env, local.env);
  const { createDocumentRoute } = await import("./baselines/documentRoute");
  const { initialize } = await import("@blaxel/core");
  initialize({ workspace: local.env["BL_WORKSPACE"] ?? "", apiKey: local.env["BL_API_KEY"] ?? "" });
  if (latencyMs > 0) {
    local.faults.inject({ type: "latency", ms: latencyMs, on: { kind: "control" } });
  }
  const handler = createSandboxHandler({
    authorize: () => ({ name: "ours" }),
    sandbox: { region: "local" },
    previews: { app: 3000 },
  });
  try {
    return await measure({
      ours: () => handler(new Request("http://localhost/api/sandbox")),
      document: createDocumentRoute("document"),
      calls: () => calls,
    });
  } finally {
    await local.close();
  }
}
