import { sendJson } from "../http";
import type { Router } from "./router";

/** `GET /health` and `GET /`. */
export function registerSystemRoutes(router: Router): void {
  const startedAt = new Date();

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
      lastUpgrade: { status: "idle", step: "none", version: "" },
    });
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
