import { HttpError } from "../http";
import type { ProcessSpec } from "../process";

/** A checked `POST /process`. */
export interface ProcessRequest {
  spec: ProcessSpec;
  waitForCompletion: boolean;
  waitForPorts: number[];
}

const PREFIX = "invalid request body: ";
const KEEP_ALIVE_SECONDS = 600;

/**
 * Reads a request to start a process and refuses what Go's decoder refuses, in its words. Unknown
 * fields pass, `null` counts as absent, and names match whatever their case.
 */
export function readProcessRequest(body: unknown): ProcessRequest {
  const fields = fieldsOf(body);
  const command = stringField(fields, "command");
  if (command === "") {
    throw new HttpError(
      400,
      `${PREFIX}Key: 'ProcessRequest.Command' Error:Field validation for 'Command' failed on the 'required' tag`,
    );
  }
  const timeout = fields.get("timeout") === undefined ? undefined : intField(fields, "timeout");
  const keepAlive = booleanField(fields, "keepAlive");
  const unset = timeout === undefined || timeout < 0;
  return {
    spec: {
      name: stringField(fields, "name"),
      command,
      workingDir: stringField(fields, "workingDir"),
      env: envField(fields),
      restartOnFailure: booleanField(fields, "restartOnFailure"),
      maxRestarts: intField(fields, "maxRestarts"),
      keepAlive,
      timeout: keepAlive && unset ? KEEP_ALIVE_SECONDS : (timeout ?? 0),
      stdin: booleanField(fields, "stdin"),
    },
    waitForCompletion: booleanField(fields, "waitForCompletion"),
    waitForPorts: portsField(fields),
  };
}

const NAMES = [
  "command",
  "name",
  "workingDir",
  "env",
  "waitForCompletion",
  "timeout",
  "waitForPorts",
  "restartOnFailure",
  "maxRestarts",
  "keepAlive",
  "stdin",
] as const;

type Name = (typeof NAMES)[number];
type Fields = Map<Name, unknown>;

const CHECKS: Record<Name, (value: unknown) => void> = {
  command: (value) => expectType(value, "string", "command", "string"),
  name: (value) => expectType(value, "string", "name", "string"),
  workingDir: (value) => expectType(value, "string", "workingDir", "string"),
  env: checkEnv,
  waitForCompletion: (value) => expectType(value, "boolean", "waitForCompletion", "bool"),
  timeout: (value) => expectInt(value, "timeout"),
  waitForPorts: checkPorts,
  restartOnFailure: (value) => expectType(value, "boolean", "restartOnFailure", "bool"),
  maxRestarts: (value) => expectInt(value, "maxRestarts"),
  keepAlive: (value) => expectType(value, "boolean", "keepAlive", "bool"),
  stdin: (value) => expectType(value, "boolean", "stdin", "bool"),
};

/** The known fields, checked in the order in which they stand: the first wrong one is reported. */
function fieldsOf(body: unknown): Fields {
  const fields: Fields = new Map();
  if (body === null) return fields;
  if (typeof body !== "object" || Array.isArray(body)) {
    throw new HttpError(
      400,
      `${PREFIX}json: cannot unmarshal ${kindOf(body)} into Go value of type handler.ProcessRequest`,
    );
  }
  for (const [key, value] of Object.entries(body)) {
    const name = NAMES.find((each) => each.toLowerCase() === key.toLowerCase());
    if (name === undefined || value === null) continue;
    CHECKS[name](value);
    fields.set(name, value);
  }
  return fields;
}

function stringField(fields: Fields, name: Name): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}

function booleanField(fields: Fields, name: Name): boolean {
  return fields.get(name) === true;
}

function intField(fields: Fields, name: Name): number {
  const value = fields.get(name);
  return typeof value === "number" ? value : 0;
}

function envField(fields: Fields): Record<string, string> {
  const value = fields.get("env");
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => [name, typeof text === "string" ? text : ""]),
  );
}

function portsField(fields: Fields): number[] {
  const value = fields.get("waitForPorts");
  if (!Array.isArray(value)) return [];
  return value.map((port) => (typeof port === "number" ? port : 0));
}

function checkEnv(value: unknown): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw mismatch(value, "env", "map[string]string");
  }
  for (const text of Object.values(value)) {
    if (text !== null) expectType(text, "string", "env", "string");
  }
}

function checkPorts(value: unknown): void {
  if (!Array.isArray(value)) throw mismatch(value, "waitForPorts", "[]int");
  for (const port of value) if (port !== null) expectInt(port, "waitForPorts");
}

function expectType(value: unknown, type: "string" | "boolean", name: Name, goType: string): void {
  if (typeof value !== type) throw mismatch(value, name, goType);
}

function expectInt(value: unknown, name: Name): void {
  if (typeof value !== "number") throw mismatch(value, name, "int");
  if (!Number.isInteger(value) || Math.abs(value) > 2 ** 63) {
    throw mismatch(value, name, "int", `number ${value}`);
  }
}

function mismatch(value: unknown, name: Name, goType: string, kind = kindOf(value)): HttpError {
  return new HttpError(
    400,
    `${PREFIX}json: cannot unmarshal ${kind} into Go struct field ProcessRequest.${name} of type ${goType}`,
  );
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}
