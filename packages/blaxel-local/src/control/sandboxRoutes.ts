import { sandboxAnswer, type Addresses } from "./answers";
import { ControlError } from "./controlError";
import type { ControlRequest, Register } from "./controlPlane";
import type { SandboxRecord } from "./records";
import { objectField, textField } from "./requestBody";
import type { Workspace } from "./workspace";

/** The sandbox that the path names; refuses with 404. */
export function namedSandbox(workspace: Workspace, request: ControlRequest): SandboxRecord {
  const name = request.param("sandbox");
  const sandbox = workspace.sandboxes.get(name);
  if (!sandbox) throw new ControlError(404, `Sandbox ${name} not found`);
  return sandbox;
}

/** Create, list, get, update and delete sandboxes. */
export function registerSandboxRoutes(
  register: Register,
  workspace: Workspace,
  addresses: Addresses,
): void {
  const answer = (sandbox: SandboxRecord) => sandboxAnswer(sandbox, addresses);

  register("POST", "/sandboxes", async (request) => {
    const body = await request.body();
    const metadata = objectField(body, "metadata");
    const spec = objectField(body, "spec");
    const name = textField(metadata, "name");
    const existing = name === undefined ? undefined : workspace.sandboxes.get(name);
    if (!existing) return answer(workspace.createSandbox(name, metadata, spec));
    if (request.query("createIfNotExist") === "true" && existing.status === "DEPLOYED") {
      return answer(existing);
    }
    throw new ControlError(409, `Sandbox ${existing.name} already exists`);
  });

  register("GET", "/sandboxes", (request) => {
    const all = [...workspace.sandboxes.values()];
    const asked = Number(request.query("limit") ?? 200);
    const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, 1000) : 200;
    const start = cursorIndex(request.query("cursor"));
    const page = all.slice(start, start + limit);
    const next = start + limit < all.length ? { nextCursor: cursorAt(start + limit) } : {};
    return {
      data: page.map(answer),
      meta: { hasMore: start + limit < all.length, total: all.length, ...next },
    };
  });

  register("GET", "/sandboxes/by-external-id/:id", (request) => {
    const id = request.param("id");
    for (const sandbox of workspace.sandboxes.values()) {
      if (sandbox.metadata["externalId"] === id) return answer(sandbox);
    }
    throw new ControlError(404, `No sandbox has the external id ${id}`);
  });

  register("GET", "/sandboxes/:sandbox", (request) => answer(namedSandbox(workspace, request)));

  register("PUT", "/sandboxes/:sandbox", async (request) => {
    const sandbox = namedSandbox(workspace, request);
    const body = await request.body();
    sandbox.metadata = { ...sandbox.metadata, ...objectField(body, "metadata") };
    sandbox.spec = { ...sandbox.spec, ...objectField(body, "spec") };
    sandbox.updatedAt = new Date();
    return answer(sandbox);
  });

  register("DELETE", "/sandboxes/:sandbox", (request) => {
    const sandbox = namedSandbox(workspace, request);
    if (sandbox.status === "DEPLOYED") workspace.deleteSandbox(sandbox);
    return answer(sandbox);
  });
}

const cursorAt = (index: number) => Buffer.from(`at:${index}`).toString("base64url");

function cursorIndex(cursor: string | undefined): number {
  if (cursor === undefined || cursor === "") return 0;
  const index = /^at:(\d+)$/.exec(Buffer.from(cursor, "base64url").toString())?.[1];
  if (index === undefined) throw new ControlError(400, "The cursor is not one of this list");
  return Number(index);
}
