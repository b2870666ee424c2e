import type { Fault, FaultLimits } from "./fault";

type Rule = (value: unknown) => string | undefined;

const NUMBER: Rule = (value) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0
    ? undefined
    : "must be a number that is not negative";
const POSITIVE: Rule = (value) =>
  typeof value === "number" && value > 0 ? undefined : "must be a number above 0";
const COUNT: Rule = (value) =>
  Number.isInteger(value) && Number(value) > 0 ? undefined : "must be a whole number above 0";
const STATUS: Rule = (value) =>
  Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599
    ? undefined
    : "must be a status from 400 to 599";
const TEXT: Rule = (value) => (typeof value === "string" ? undefined : "must be a string");
const BOOLEAN: Rule = (value) => (typeof value === "boolean" ? undefined : "must be a boolean");
const oneOf =
  (...choices: unknown[]): Rule =>
  (value) =>
    choices.includes(value) ? undefined : `must be one of ${choices.join(", ")}`;

/** The fields of a kind of fault; those with `required` first. */
export interface FaultShape {
  required?: Readonly<Record<string, Rule>>;
  optional?: Readonly<Record<string, Rule>>;
}

export { NUMBER, oneOf, POSITIVE };

const SHAPES: Record<Fault["type"], FaultShape> = {
  status: {
    required: { status: STATUS },
    optional: {
      body: oneOf("json", "html", "empty"),
      code: TEXT,
      retryAfterSeconds: NUMBER,
      cors: BOOLEAN,
    },
  },
  latency: { required: { ms: NUMBER } },
  refuse: {},
  reset: { required: { afterBytes: NUMBER } },
  stall: { required: { afterBytes: NUMBER } },
  slow: { required: { bytesPerSecond: POSITIVE } },
  cut: { optional: { afterMs: NUMBER, afterBytes: NUMBER, abruptly: BOOLEAN } },
  standby: {
    required: { wakeMs: NUMBER },
    optional: { meanwhile: oneOf("wait", "503"), idleMs: NUMBER },
  },
  "expire-token": { optional: { cutStreams: BOOLEAN } },
  "delete-session": { optional: { cutStreams: BOOLEAN } },
};

const MATCH: FaultShape = {
  optional: {
    kind: oneOf("control", "session", "preview"),
    method: TEXT,
    path: TEXT,
    sandbox: TEXT,
    preview: TEXT,
  },
};

const LIMITS: Record<keyof FaultLimits, Rule> = { times: COUNT, forMs: NUMBER };

/** Throws a `TypeError` that names the field when `fault` is not one of the local sandbox's. */
export function checkFault(fault: unknown): asserts fault is Fault {
  checkShape(fault, SHAPES, { on: (on) => firstProblem(on, MATCH, "on") });
}

/** Throws a `TypeError` unless `fault` has a `type` of `shapes` and that type's fields. */
export function checkShape(
  fault: unknown,
  shapes: Readonly<Record<string, FaultShape>>,
  common: Readonly<Record<string, Rule>> = {},
): void {
  const type: unknown = isObject(fault) ? fault["type"] : undefined;
  const shape = typeof type === "string" && Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  if (!shape) {
    throw new TypeError(`A fault needs a type: ${Object.keys(shapes).join(", ")}`);
  }
  const optional = { ...shape.optional, ...LIMITS, ...common, type: TEXT };
  const problem = firstProblem(fault, { ...shape, optional }, undefined);
  if (problem !== undefined) throw new TypeError(`The fault's ${problem}`);
}

function firstProblem(
  value: unknown,
  { required = {}, optional = {} }: FaultShape,
  parent: string | undefined,
): string | undefined {
  if (!isObject(value)) return `${parent ?? "value"} must be an object`;
  const at = (name: string) => (parent === undefined ? name : `${parent}.${name}`);
  for (const [name, rule] of Object.entries(required)) {
    const problem = rule(value[name]);
    if (problem !== undefined) return `${at(name)} ${problem}`;
  }
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined || Object.hasOwn(required, name)) continue;
    const rule = Object.hasOwn(optional, name) ? optional[name] : undefined;
    if (!rule) return `${at(name)} is not a field that it has`;
    const problem = rule(field);
    if (problem !== undefined) {
      return problem.startsWith(`${name}.`) ? problem : `${at(name)} ${problem}`;
    }
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
