import { HttpError, readJson, sendError, sendJson } from "../http";
import type { Router } from "./router";

const LARGEST_REQUEST_BYTES = 1024 * 1024;

/**
 * What needs something outside of the sandbox that a local one does not have: a model for code, the
 * platform's tunnel, its drives, its metadata. Answered with the status that the API names for that;
 * the real server's words are not known.
 */
export function registerUnconfiguredRoutes(router: Router): void {
  const refuse = (
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    status: number,
    text: string,
  ) => router.on(method, path, (_request, response) => sendError(response, status, text));

  refuse("PUT", "/codegen/fastapply/*", 503, "no provider is configured for applying code edits");
  refuse("GET", "/codegen/reranking/*", 503, "no provider is configured for code reranking");
  refuse("POST", "/environment/reload", 404, "no metadata to reload the environment from");
  refuse("DELETE", "/network/tunnel", 400, "no tunnel is running");
  refuse("POST", "/drives/mount", 500, "a local sandbox has no drives to mount");
  refuse("DELETE", "/drives/mount/*", 400, "no drive is mounted there");

  router.get("/drives/mount", (_request, response) => sendJson(response, 200, { mounts: [] }));

  router.on("PUT", "/network/tunnel/config", async (request) => {
    const body = await readJson(request, LARGEST_REQUEST_BYTES, "invalid request body: ");
    const config =
      typeof body === "object" && body !== null && "config" in body ? body.config : undefined;
    if (typeof config !== "string" || config === "") {
      throw new HttpError(400, "invalid request body: config is required");
    }
    const text = Buffer.from(config, "base64").toString("utf8");
    throw isJson(text)
      ? new HttpError(500, "a local sandbox has no tunnel to apply a configuration to")
      : new HttpError(422, "invalid tunnel configuration: it is not JSON in base64");
  });

  router.get("/archive/status", (_request, response) => {
    sendJson(response, 200, { state: "active" });
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
