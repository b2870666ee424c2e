// What people write today: the calls of Blaxel's own route example, in its order. One thing is kinder
// than the original: a preview that exists already is not an error, or the second GET would be one.
import { SandboxInstance } from "@blaxel/core";

const responseHeaders = {
  "Access-Control-Allow-Origin": "http://localhost:3000",
  "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS, PATCH",
  "Access-Control-Allow-Headers":
    "Content-Type, Authorization, X-Requested-With, X-Blaxel-Workspace, X-Blaxel-Preview-Token, X-Blaxel-Authorization",
  "Access-Control-Allow-Credentials": "true",
  "Access-Control-Expose-Headers": "Content-Length, X-Request-Id",
  "Access-Control-Max-Age": "86400",
  Vary: "Origin",
};

/** The document's route for one sandbox. `origin`: of the pages that use it. */
export function createDocumentRoute(name: string, origin = "http://localhost:3000") {
  const headers = { ...responseHeaders, "Access-Control-Allow-Origin": origin };
  let previewUrl: string | undefined;

  return async function GET(): Promise<Response> {
    const sandbox = await SandboxInstance.createIfNotExists({
      name,
      image: "blaxel/prod-base:latest",
      memory: 4096,
      region: "local",
      ports: [{ name: "preview", target: 3000 }],
    });
    const session = await sandbox.sessions.create({
      expiresAt: new Date(Date.now() + 24 * 60 * 60 * 1000),
      responseHeaders: headers,
    });
    try {
      const preview = await sandbox.previews.create({
        metadata: { name: "app-preview" },
        spec: { port: 3000, public: true, responseHeaders: headers },
      });
      previewUrl = preview.spec.url;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    return Response.json({ session, preview_url: previewUrl });
  };
}

function isConflict(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === 409;
}
