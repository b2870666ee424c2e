// The playground's server side: what an application would have in its own backend, and the local
// sandbox behind it where there is no Blaxel. Runs apart from the Vite configuration, so that it
// can import the kit by its name.
import type { SandboxInstance } from "@blaxel/core";
import {
  startLocalSandbox,
  withFaults,
  type FaultyRoute,
  type RecordedRequest,
} from "blaxel-local";
import { createSandboxHandler, toNodeHandler } from "blaxel-react/server";
import { writeAppTemplate } from "./appTemplate.ts";
import { createBreakage, type Breakage } from "./breakage.ts";
import { readBlaxelSettings, readSettings } from "./readSettings.ts";
import { createRunFolder, removeRunFolder } from "./runFolder.ts";

/** The running server side. */
export interface PlaygroundBackend {
  /** The session route, with the faults of the switches. */
  route: FaultyRoute;
  breakage: Breakage;
  /** How often the session route was asked. */
  sessionRequests(): number;
  /** What the local sandbox was asked. */
  sandboxRequests(): readonly RecordedRequest[];
  close(): Promise<void>;
}

/** Starts it for the pages of a playground on that port. */
export async function startBackend(port: number): Promise<PlaygroundBackend> {
  const settings = readSettings(process.env);
  const folder = settings.mode === "local" ? createRunFolder() : undefined;
  const local = folder
    ? await startLocalSandbox({
        root: folder,
        sandboxEnv: { FORCE_COLOR: "1", NO_UPDATE_NOTIFIER: "1" },
      })
    : undefined;
  // Before the first request: `@blaxel/core` reads them when it is imported.
  if (local) Object.assign(process.env, local.env);

  const { name, ...blaxel } = readBlaxelSettings(process.env);
  const handler = createSandboxHandler({
    authorize: () => ({ name: local ? "playground" : name }),
    sandbox: local ? { region: "local" } : withoutUndefined(blaxel),
    previews: { app: settings.port },
    session: { ttl: 15 * 60 },
    origins: [`http://localhost:${port}`, `http://127.0.0.1:${port}`],
    prepare: async (sandbox) => {
      await writeAppTemplate(sandbox, settings.workingDir);
      if (!local) await installPackages(sandbox, settings.workingDir);
    },
    onEvent: (event) => {
      if (event.type === "failed") {
        console.error(`Session route, ${event.stage}: ${event.reason}`, event.error ?? "");
      }
    },
  });
  const route = withFaults(handler);
  let asked = 0;

  return {
    route: Object.assign(
      (request: Request) => {
        asked++;
        return route(request);
      },
      { faults: route.faults },
    ),
    breakage: createBreakage(route, local),
    sessionRequests: () => asked,
    sandboxRequests: () => local?.requests() ?? [],
    close: async () => {
      await local?.close();
      if (folder) removeRunFolder(folder);
    },
  };
}

export { toNodeHandler };

/** On Blaxel the app has no packages around it to find. */
async function installPackages(sandbox: SandboxInstance, workingDir: string): Promise<void> {
  const name = "install-packages";
  await sandbox.process.exec({ name, command: "npm install --no-audit --no-fund", workingDir });
  const { status } = await sandbox.process.wait(name, { maxWait: 600_000, interval: 2000 });
  if (status !== "completed") throw new Error(`npm install ended as ${status}.`);
}

function withoutUndefined({
  region,
  ...others
}: {
  image: string;
  memory: number;
  region: string | undefined;
}) {
  return region === undefined ? others : { ...others, region };
}
