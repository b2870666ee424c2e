import { randomUUID } from "node:crypto";
import { sandboxAnswer, type Addresses } from "./answers";
import { ControlError } from "./controlError";
import type { ControlRequest, Register } from "./controlPlane";
import { page } from "./pages";
import type { Fields, SandboxRecord } from "./records";
import { isFields, objectField, textField } from "./requestBody";
import { namedSandbox, requireFreeName } from "./sandboxRoutes";
import { sandboxSpec } from "./sandboxSpec";
import type { Workspace } from "./workspace";

/** A copy of a sandbox's folder. It outlives the sandbox. */
interface SnapshotRecord {
  readonly id: string;
  readonly name: string;
  readonly source: SandboxRecord;
  readonly spec: Fields;
  readonly createdAt: string;
}

/**
 * Snapshots, forks and archives: copies of the folder, without the memory and processes that Blaxel's
 * snapshots and forks hold.
 */
export function registerCopyRoutes(
  register: Register,
  workspace: Workspace,
  addresses: Addresses,
): void {
  const snapshots = new Map<string, SnapshotRecord>();

  const answer = ({ id, name, source, spec, createdAt }: SnapshotRecord) => ({
    id,
    name,
    status: "ready",
    sandboxName: source.name,
    source: {
      name: source.name,
      kind: "sandbox",
      deleted: workspace.sandboxes.get(source.name) !== source,
    },
    spec,
    createdAt,
    createdBy: "local",
    workspace: addresses.workspace,
  });
  const of = (sandbox: SandboxRecord) =>
    [...snapshots.values()].filter(({ source }) => source === sandbox);
  const byId = (id: string): SnapshotRecord => {
    const snapshot = snapshots.get(id);
    if (!snapshot) throw new ControlError(404, `Snapshot ${id} not found`);
    return snapshot;
  };
  /** A sandbox's own, by its id or its name. */
  const ownSnapshot = (sandbox: SandboxRecord, asked: string): SnapshotRecord => {
    const own = of(sandbox).find(({ id, name }) => id === asked || name === asked);
    if (!own) throw new ControlError(404, `Snapshot ${asked} not found`);
    return own;
  };
  const take = async (sandbox: SandboxRecord, body: Fields) => {
    requireDeployed(sandbox);
    const id = randomUUID();
    const name = textField(body, "name") ?? `snapshot-${id.slice(0, 8)}`;
    if (of(sandbox).some((other) => other.name === name)) {
      throw new ControlError(409, `Snapshot ${name} already exists`);
    }
    await workspace.copies.take(sandbox.name, id);
    const snapshot: SnapshotRecord = {
      id,
      name,
      source: sandbox,
      spec: sandbox.spec,
      createdAt: new Date().toISOString(),
    };
    snapshots.set(id, snapshot);
    return answer(snapshot);
  };
  const drop = async ({ id }: SnapshotRecord) => {
    snapshots.delete(id);
    await workspace.copies.drop(id);
  };
  const fork = async (body: Fields, spec: Fields, snapshotId: string, isKept: boolean) => {
    const name = textField(body, "targetName");
    if (name === undefined) throw new ControlError(400, "targetName is required");
    if ((textField(body, "targetType") ?? "sandbox") !== "sandbox") {
      throw new ControlError(400, "A local sandbox can only be forked into a sandbox");
    }
    requireFreeName(workspace, addresses, name);
    const added = body["envs"];
    await workspace.createSandbox(name, {}, sandboxSpec(withEnvs(spec, added)), snapshotId);
    return { name, type: "sandbox", ...(isKept ? { snapshotId } : {}) };
  };

  register("GET", "/snapshots", (request) => page(request, [...snapshots.values()], answer));
  register("POST", "/snapshots", async (request) => {
    const body = await request.body();
    const name = textField(objectField(body, "source"), "name") ?? "";
    const sandbox = workspace.sandboxes.get(name);
    if (!sandbox) throw new ControlError(404, `Sandbox ${name} not found`);
    return take(sandbox, body);
  });
  register("GET", "/snapshots/:id", (request) => answer(byId(request.param("id"))));
  register("DELETE", "/snapshots/:id", async (request) => {
    const snapshot = byId(request.param("id"));
    await drop(snapshot);
    return answer(snapshot);
  });
  register("POST", "/snapshots/:id/fork", async (request) => {
    const { id, spec } = byId(request.param("id"));
    return fork(await request.body(), spec, id, true);
  });

  const path = "/sandboxes/:sandbox/snapshots";
  register("GET", path, (request) => of(namedSandbox(workspace, request)).map(answer));
  register("POST", path, async (request) =>
    take(namedSandbox(workspace, request), await request.body()),
  );
  register("DELETE", `${path}/:id`, async (request) => {
    await drop(ownSnapshot(namedSandbox(workspace, request), request.param("id")));
    return undefined;
  });
  register("POST", `${path}/:id/restore`, async (request) => {
    const sandbox = namedSandbox(workspace, request);
    const { id } = ownSnapshot(sandbox, request.param("id"));
    requireDeployed(sandbox);
    await workspace.restart(sandbox, () => workspace.copies.restore(sandbox.name, id));
    return { name: sandbox.name, snapshotId: id };
  });

  register("POST", "/sandboxes/:sandbox/fork", async (request) => {
    const sandbox = namedSandbox(workspace, request);
    const body = await request.body();
    const asked = textField(body, "snapshotId");
    if (asked !== undefined) return fork(body, ownSnapshot(sandbox, asked).spec, asked, true);
    requireDeployed(sandbox);
    const passing = randomUUID();
    await workspace.copies.take(sandbox.name, passing);
    try {
      return await fork(body, sandbox.spec, passing, false);
    } finally {
      await workspace.copies.drop(passing);
    }
  });

  const archive = (request: ControlRequest, from: "DEPLOYED" | "ARCHIVED") => {
    const sandbox = namedSandbox(workspace, request);
    if (sandbox.status !== from) {
      throw new ControlError(409, `Sandbox ${sandbox.name} is ${sandbox.status}, not ${from}`);
    }
    return sandbox;
  };
  register("POST", "/sandboxes/:sandbox/archive", async (request) => {
    const sandbox = archive(request, "DEPLOYED");
    await workspace.archive(sandbox);
    return sandboxAnswer(sandbox, addresses);
  });
  register("POST", "/sandboxes/:sandbox/unarchive", async (request) => {
    const sandbox = archive(request, "ARCHIVED");
    await workspace.restart(sandbox);
    return sandboxAnswer(sandbox, addresses);
  });
}

function requireDeployed({ name, status }: SandboxRecord): void {
  if (status !== "DEPLOYED") throw new ControlError(409, `Sandbox ${name} is ${status}`);
}

/** The source's variables, then those of the fork: the later of two of a name wins. */
function withEnvs(spec: Fields, added: unknown): Fields {
  const runtime = isFields(spec["runtime"]) ? spec["runtime"] : {};
  const own = Array.isArray(runtime["envs"]) ? (runtime["envs"] as unknown[]) : [];
  return {
    ...spec,
    runtime: { ...runtime, envs: Array.isArray(added) ? [...own, ...(added as unknown[])] : own },
  };
}
