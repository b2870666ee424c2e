/**
 * The SDK, loaded with the first use and not with this module: it reads its environment as it loads,
 * and applies that set `BL_API_URL` after their imports expect it to be read.
 */
export async function loadSdk(): Promise<typeof import("@blaxel/core")> {
  return import("@blaxel/core");
}
