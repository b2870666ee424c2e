import { parseGoJson } from "../goJson";
import { readBody, sendJson } from "../http";
import type { Router } from "./router";

/** `GET /health`, `GET /` and `POST /upgrade`, which finds nothing to upgrade. */
export function registerSystemRoutes(router: Router): void {
  const startedAt = new Date();
  let lastUpgrade: Record<string, string> = { status: "idle", step: "none", version: "" };

  router.get("/health", (_request, response) => {
    const uptimeSeconds = (Date.now() - startedAt.getTime()) / 1000;
    sendJson(response, 200, {
      status: "ok",
      version: "local",
      gitCommit: "local",
      buildTime: "unknown",
      goVersion: "none",
      os: process.platform,
      arch: process.arch === "x64" ? "amd64" : process.arch,
      uptime: `${Math.round(uptimeSeconds)}s`,
      uptimeSeconds,
      upgradeCount: 0,
      startedAt: startedAt.toISOString().replace(/\.\d+Z$/, "Z"),
      lastUpgrade,
    });
  });

  router.on("POST", "/upgrade", async (request, response) => {
    const text = (await readBody(request, 64 * 1024)).toString("utf8");
    const asked: unknown = text === "" ? {} : parseGoJson(text);
    const version =
      typeof asked === "object" && asked !== null && "version" in asked ? asked.version : undefined;
    lastUpgrade = {
      status: "failed",
      step: "download",
      version: typeof version === "string" ? version : "latest",
      error: "a local sandbox is no binary that could be replaced",
      lastAttempt: new Date().toISOString(),
    };
    sendJson(response, 200, { message: "Upgrade initiated" });
  });

  router.on(["GET", "POST", "PUT", "DELETE", "PATCH"], "/", (_request, response) => {
    sendJson(response, 200, {
      message: "Welcome to your Blaxel Sandbox",
      documentation: "https://docs.blaxel.ai/Sandboxes/Overview",
      description:
        "This is a local sandbox: a development tool that answers as the sandbox API does.",
    });
  });
}
