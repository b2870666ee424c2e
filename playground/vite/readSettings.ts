import type { PlaygroundSettings } from "../settings.ts";

/** How the sandbox on Blaxel is made. */
export interface BlaxelSettings {
  name: string;
  image: string;
  memory: number;
  region: string | undefined;
}

/** With both credentials of Blaxel in the environment it is used; otherwise the local sandbox. */
export function readSettings(env: NodeJS.ProcessEnv): PlaygroundSettings {
  return {
    mode: env["BL_WORKSPACE"] && env["BL_API_KEY"] ? "blaxel" : "local",
    processName: "dev-server",
    command: env["PLAYGROUND_COMMAND"] ?? "npm run dev",
    workingDir: env["PLAYGROUND_FOLDER"] ?? "/app",
    port: Number(env["PLAYGROUND_APP_PORT"] ?? 3000),
  };
}

export function readBlaxelSettings(env: NodeJS.ProcessEnv): BlaxelSettings {
  return {
    name: env["BL_SANDBOX"] ?? "blaxel-react-playground",
    image: env["BL_IMAGE"] ?? "blaxel/base-image:latest",
    memory: Number(env["BL_MEMORY"] ?? 4096),
    region: env["BL_REGION"],
  };
}
