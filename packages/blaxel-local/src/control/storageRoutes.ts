import type { Addresses } from "./answers";
import { ControlError } from "./controlError";
import type { ControlRequest, Register } from "./controlPlane";
import { page } from "./pages";
import type { Fields } from "./records";
import { isFields, objectField, textField } from "./requestBody";
import type { Workspace } from "./workspace";

interface Stored {
  readonly name: string;
  readonly createdAt: string;
  updatedAt: string;
  metadata: Fields;
  spec: Fields;
}

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Volumes and drives. They are kept as records: nothing of them is mounted into a sandbox. */
export function registerStorageRoutes(
  register: Register,
  workspace: Workspace,
  addresses: Addresses,
): void {
  const attachedTo = (name: string) =>
    [...workspace.sandboxes.values()].find(({ spec, status }) => {
      const { volumes } = spec;
      if (status === "TERMINATED" || !Array.isArray(volumes)) return false;
      return volumes.some((each: unknown) => isFields(each) && each["name"] === name);
    });
  registerStored(register, addresses, "volume", (name) => {
    const sandbox = attachedTo(name);
    return sandbox && `sandbox:${sandbox.name}`;
  });
  registerStored(register, addresses, "drive", () => undefined);
}

function registerStored(
  register: Register,
  addresses: Addresses,
  kind: "volume" | "drive",
  userOf: (name: string) => string | undefined,
): void {
  const all = new Map<string, Stored>();
  const path = `/${kind}s`;
  const title = kind === "volume" ? "Volume" : "Drive";

  const answer = ({ name, createdAt, updatedAt, metadata, spec }: Stored) => {
    const user = userOf(name);
    return {
      metadata: {
        displayName: name,
        ...metadata,
        name,
        workspace: addresses.workspace,
        createdAt,
        updatedAt,
      },
      spec,
      status: "DEPLOYED",
      state: user === undefined ? {} : { attachedTo: user },
      events: [],
    };
  };
  const named = (request: ControlRequest): Stored => {
    const stored = all.get(request.param("name"));
    if (!stored) throw new ControlError(404, `${title} ${request.param("name")} not found`);
    return stored;
  };

  register("GET", path, (request) => page(request, [...all.values()], answer));

  register("POST", path, async (request) => {
    const body = await request.body();
    const metadata = objectField(body, "metadata");
    const name = textField(metadata, "name");
    if (name === undefined || !NAME.test(name)) {
      throw new ControlError(
        400,
        "metadata.name must be at most 63 lower-case letters, digits and dashes",
      );
    }
    if (all.has(name)) {
      throw new ControlError(409, `${title} ${name} already exists`, {
        code: `${kind.toUpperCase()}_ALREADY_EXISTS`,
      });
    }
    const now = new Date().toISOString();
    const spec = objectField(body, "spec");
    const stored: Stored = { name, createdAt: now, updatedAt: now, metadata, spec };
    all.set(name, stored);
    return answer(stored);
  });

  register("GET", `${path}/by-external-id/:id`, (request) => {
    const id = request.param("id");
    for (const stored of all.values()) {
      if (stored.metadata["externalId"] === id) return answer(stored);
    }
    throw new ControlError(404, `No ${kind} has the external id ${id}`);
  });

  register("GET", `${path}/:name`, (request) => answer(named(request)));

  register("PUT", `${path}/:name`, async (request) => {
    const stored = named(request);
    const body = await request.body();
    stored.metadata = objectField(body, "metadata");
    stored.spec = objectField(body, "spec");
    stored.updatedAt = new Date().toISOString();
    return answer(stored);
  });

  register("DELETE", `${path}/:name`, (request) => {
    const stored = named(request);
    const user = userOf(stored.name);
    if (user !== undefined) {
      throw new ControlError(409, `${title} ${stored.name} is attached to ${user}`);
    }
    all.delete(stored.name);
    return answer(stored);
  });
}
