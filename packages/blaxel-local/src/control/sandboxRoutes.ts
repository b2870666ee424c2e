import { sandboxAnswer, type Addresses } from "./answers";
import { ControlError } from "./controlError";
import type { ControlRequest, Register } from "./controlPlane";
import { page } from "./pages";
import type { Fields, SandboxRecord } from "./records";
import { objectField, textField } from "./requestBody";
import { sandboxSpec } from "./sandboxSpec";
import type { Workspace } from "./workspace";

/** The sandbox that the path names; refuses with 404. */
export function namedSandbox(workspace: Workspace, request: ControlRequest): SandboxRecord {
  const name = request.param("sandbox");
  const sandbox = workspace.sandboxes.get(name);
  if (!sandbox) throw new ControlError(404, `Sandbox ${name} not found`);
  return sandbox;
}

/** Refuses a name that another sandbox has. One that is over makes room. */
export function requireFreeName(
  workspace: Workspace,
  addresses: Addresses,
  name: string | undefined,
): void {
  const existing = name === undefined ? undefined : workspace.sandboxes.get(name);
  if (!existing || existing.status === "TERMINATED") return;
  throw new ControlError(409, `Sandbox ${existing.name} already exists`, {
    code: "SANDBOX_ALREADY_EXISTS",
    sandbox_name: existing.name,
    workspace: addresses.workspace,
  });
}

/** Create, list, get, update and delete sandboxes. */
export function registerSandboxRoutes(
  register: Register,
  workspace: Workspace,
  addresses: Addresses,
): void {
  const answer = (sandbox: SandboxRecord) => sandboxAnswer(sandbox, addresses);

  /** Whether two sandboxes may share one is not known of Blaxel; here a look-up finds just one. */
  const checkExternalId = (metadata: Fields, own?: SandboxRecord) => {
    const id = textField(metadata, "externalId");
    const taken = id === undefined ? undefined : withExternalId(workspace, id);
    if (taken && taken !== own) {
      throw new ControlError(409, `Sandbox ${taken.name} has the external id ${id}`);
    }
  };

  register("POST", "/sandboxes", async (request) => {
    const body = await request.body();
    const metadata = objectField(body, "metadata");
    const spec = sandboxSpec(objectField(body, "spec"));
    const name = textField(metadata, "name");
    const existing = name === undefined ? undefined : workspace.sandboxes.get(name);
    if (request.query("createIfNotExist") === "true" && existing?.status === "DEPLOYED") {
      return answer(existing);
    }
    requireFreeName(workspace, addresses, name);
    checkExternalId(metadata, existing);
    return answer(await workspace.createSandbox(name, metadata, spec));
  });

  register("GET", "/sandboxes", (request) =>
    page(request, selected(request, [...workspace.sandboxes.values()]), answer),
  );

  register("GET", "/sandboxes/by-external-id/:id", (request) => {
    const id = request.param("id");
    const sandbox = withExternalId(workspace, id);
    if (!sandbox) throw new ControlError(404, `No sandbox has the external id ${id}`);
    return answer(sandbox);
  });

  register("GET", "/sandboxes/:sandbox", (request) => answer(namedSandbox(workspace, request)));

  register("PUT", "/sandboxes/:sandbox", async (request) => {
    const sandbox = namedSandbox(workspace, request);
    const body = await request.body();
    const metadata = objectField(body, "metadata");
    const spec = sandboxSpec(objectField(body, "spec"));
    checkExternalId(metadata, sandbox);
    workspace.updateSandbox(sandbox, metadata, spec);
    return answer(sandbox);
  });

  register("DELETE", "/sandboxes/:sandbox", (request) => {
    const sandbox = namedSandbox(workspace, request);
    if (sandbox.status !== "DELETING") workspace.deleteSandbox(sandbox);
    return answer(sandbox);
  });
}

function withExternalId(workspace: Workspace, id: string): SandboxRecord | undefined {
  return [...workspace.sandboxes.values()].find(
    ({ metadata, status }) => metadata["externalId"] === id && status !== "TERMINATED",
  );
}

/** What the query of a list leaves of all sandboxes, in the order that it asks for. */
function selected(request: ControlRequest, all: SandboxRecord[]): SandboxRecord[] {
  const status = request.query("status");
  const externalId = request.query("externalId");
  const text = request.query("q")?.toLowerCase();
  const showsOver = request.query("showTerminated") === "true" || status === "TERMINATED";
  const found = all.filter(
    (sandbox) =>
      (showsOver || sandbox.status !== "TERMINATED") &&
      (status === undefined || sandbox.status === status) &&
      (externalId === undefined || sandbox.metadata["externalId"] === externalId) &&
      (text === undefined || sandbox.name.includes(text)),
  );
  const [by, direction] = request.query("sort")?.split(":") ?? [];
  if (by === undefined) return found;
  const sign = direction === "desc" ? -1 : 1;
  return found.toSorted((a, b) => {
    if (by === "name") return sign * (a.name < b.name ? -1 : 1);
    return sign * (a.createdAt.getTime() - b.createdAt.getTime());
  });
}
