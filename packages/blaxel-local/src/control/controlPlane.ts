import type { IncomingMessage, ServerResponse } from "node:http";
import createRouter from "find-my-way";
import { HttpError, readBody, sendJson } from "../http";
import { messageOf } from "../nodeErrors";
import { ControlError } from "./controlError";
import { registerCopyRoutes } from "./copyRoutes";
import { registerPreviewRoutes } from "./previewRoutes";
import { parseObject } from "./requestBody";
import { registerSandboxRoutes } from "./sandboxRoutes";
import { registerScheduleRoutes } from "./scheduleRoutes";
import { registerStorageRoutes } from "./storageRoutes";
import type { Addresses } from "./answers";
import type { Fields } from "./records";
import type { Workspace } from "./workspace";

/** One request to the control plane, taken apart. */
export interface ControlRequest {
  /** A part of the path, such as the name of the sandbox. */
  param(name: string): string;
  /** A value of the query. */
  query(name: string): string | undefined;
  /** The body: a JSON object. */
  body(): Promise<Fields>;
}

/** Answers with its result as JSON; throws `ControlError` to refuse. */
type ControlHandler = (request: ControlRequest) => unknown;

const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;

/** Where the parts of the control plane register what they answer. */
export type Register = (
  method: (typeof METHODS)[number],
  path: string,
  handler: ControlHandler,
) => void;

/** What the control plane stands on. */
export interface ControlPlaneOptions {
  workspace: Workspace;
  addresses: Addresses;
  /** Whether the request carries the API key. */
  isAuthorized(request: IncomingMessage): boolean;
}

const BODY_LIMIT = 1024 * 1024;

/**
 * The control plane: `request.url` begins after `/v0`. Sandboxes, previews and tokens, in the shapes
 * that `@blaxel/core` reads.
 */
export function createControlPlane(options: ControlPlaneOptions) {
  const { workspace, addresses } = options;
  const router = createRouter({ maxParamLength: 1024 });

  const register: Register = (method, path, handler) => {
    router.on(method, path, async (request, response, params, _store, search) => {
      const answer = await handler({
        param: (name) => params[name] ?? "",
        query: (name) => search[name],
        body: async () => parseObject((await readBody(request, BODY_LIMIT)).toString("utf8")),
      });
      if (answer === undefined) response.writeHead(204).end();
      else sendJson(response, 200, answer);
    });
  };
  registerSandboxRoutes(register, workspace, addresses);
  registerPreviewRoutes(register, workspace, addresses);
  registerCopyRoutes(register, workspace, addresses);
  registerScheduleRoutes(register, workspace);
  registerStorageRoutes(register, workspace, addresses);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!options.isAuthorized(request)) {
        throw new ControlError(401, "The API key or the workspace is missing or wrong");
      }
      const method = METHODS.find((known) => known === request.method);
      const found = method && router.find(method, request.url ?? "/");
      if (!found) throw new ControlError(404, "There is no such route");
      await found.handler(request, response, found.params, found.store, found.searchParams);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      const code =
        error instanceof ControlError
          ? error.code
          : error instanceof HttpError
            ? error.status
            : 500;
      const message = messageOf(error);
      const named = error instanceof ControlError ? error.named : undefined;
      const says = named ? { ...named, status_code: code } : { code };
      sendJson(response, code, { error: message, ...says, message });
    }
  };
}
