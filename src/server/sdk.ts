import { OwnFault } from "./problem";

type Sdk = typeof import("@blaxel/core");

/** What the backend uses of it. */
const names = [
  "SandboxInstance",
  "SandboxPreview",
  "deleteSandboxPreviewToken",
  "getFilesystemByPath",
  "listSandboxPreviewTokens",
  "updateSandboxPreview",
] as const satisfies readonly (keyof Sdk)[];

const detail = "The backend cannot load @blaxel/core. Its log says why.";

/**
 * The SDK, loaded with the first use and not with this module: it reads its environment as it loads,
 * and applies that set `BL_API_URL` after their imports expect it to be read.
 */
export async function loadSdk(): Promise<Sdk> {
  try {
    const sdk = await import("@blaxel/core");
    const missing = names.filter((name) => typeof sdk[name] !== "function");
    if (missing.length === 0) return sdk;
    // A bundler that was told to leave the SDK out gives an empty module.
    throw new Error(`@blaxel/core has no ${missing.join(", ")}. Install version 0.3.21 or newer.`);
  } catch (cause) {
    throw new OwnFault(detail, cause);
  }
}
