import { randomUUID } from "node:crypto";
import { ControlError } from "./controlError";
import type { ControlRequest, Register } from "./controlPlane";
import { page } from "./pages";
import type { Fields } from "./records";
import { textField } from "./requestBody";
import { namedSandbox } from "./sandboxRoutes";
import type { Workspace } from "./workspace";

const TYPES = ["cron", "at", "sleep"];

/** A sandbox's schedules. They are kept, and never carried out. */
export function registerScheduleRoutes(register: Register, workspace: Workspace): void {
  const path = "/sandboxes/:sandbox/schedules";

  const named = (
    request: ControlRequest,
  ): { schedules: Map<string, Fields>; id: string; entry: Fields } => {
    const { schedules } = namedSandbox(workspace, request);
    const id = request.param("schedule");
    const entry = schedules.get(id);
    if (!entry) throw new ControlError(404, `Schedule ${id} not found`);
    return { schedules, id, entry };
  };

  register("GET", path, (request) => {
    const type = request.query("type");
    const all = [...namedSandbox(workspace, request).schedules.values()];
    return page(
      request,
      all.filter((entry) => type === undefined || entry["type"] === type),
      same,
    );
  });

  register("POST", path, async (request) => {
    const { name, schedules } = namedSandbox(workspace, request);
    const asked = checked(await request.body());
    const id = textField(asked, "id") ?? randomUUID();
    if (schedules.has(id)) throw new ControlError(409, `Schedule ${id} already exists`);
    const entry = { ...asked, id, sandbox: name, createdAt: new Date().toISOString() };
    schedules.set(id, entry);
    return entry;
  });

  register("GET", `${path}/:schedule`, (request) => named(request).entry);

  register("PUT", `${path}/:schedule`, async (request) => {
    const { schedules, id, entry } = named(request);
    const { sandbox, createdAt } = entry;
    const changed = { ...checked(await request.body()), id, sandbox, createdAt };
    schedules.set(id, changed);
    return changed;
  });

  register("DELETE", `${path}/:schedule`, (request) => {
    const { schedules, id, entry } = named(request);
    schedules.delete(id);
    return entry;
  });

  register("GET", "/sandboxes/:sandbox/schedule-executions", (request) => {
    namedSandbox(workspace, request);
    return page(request, [], same);
  });
}

const same = (entry: Fields) => entry;

function checked(body: Fields): Fields {
  if (!TYPES.includes(textField(body, "type") ?? "")) {
    throw new ControlError(400, "type must be cron, at or sleep");
  }
  if (textField(body, "value") === undefined) throw new ControlError(400, "value is required");
  return body;
}
