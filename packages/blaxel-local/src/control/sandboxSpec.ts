import { ControlError } from "./controlError";
import { policies } from "./lifetime";
import { ttlMs, type Fields } from "./records";
import { dateField, isFields, objectField, textField } from "./requestBody";

const DEFAULT_IMAGE = "blaxel/base-image:latest";
const DEFAULT_MEMORY_MB = 4096;
/** No region of Blaxel's: the SDK would dial one that it knows. */
const DEFAULT_REGION = "local";

/** Reads the `spec` of a sandbox: what it leaves out gets its default, what cannot work is refused. */
export function sandboxSpec(spec: Fields): Fields {
  const runtime = objectField(spec, "runtime");
  checkDuration(textField(runtime, "ttl"), "spec.runtime.ttl");
  dateField(runtime, "expires");
  for (const { type, value } of policies(objectField(spec, "lifecycle"))) {
    if (type === "date") dateField({ value }, "value");
    else if (type === "ttl-idle" || type === "ttl-max-age") {
      checkDuration(textField({ value }, "value") ?? "", "the value of an expiration policy");
    } else {
      throw new ControlError(
        400,
        "The type of an expiration policy must be ttl-idle, ttl-max-age or date",
      );
    }
  }
  return {
    ...spec,
    region: textField(spec, "region") ?? DEFAULT_REGION,
    runtime: {
      ...runtime,
      image: textField(runtime, "image") ?? DEFAULT_IMAGE,
      memory: runtime["memory"] ?? DEFAULT_MEMORY_MB,
    },
  };
}

function checkDuration(text: string | undefined, what: string): void {
  if (text !== undefined && ttlMs(text) === undefined) {
    throw new ControlError(400, `${what} must be a duration such as 30m, 24h or 7d`);
  }
}

/** `spec.runtime.envs`, a list of names and values, as the environment that it stands for. */
export function environment(spec: Fields): Record<string, string> {
  const { runtime } = spec;
  return environmentOf(isFields(runtime) ? runtime["envs"] : undefined);
}

/** A list of names and values as an environment. */
function environmentOf(listed: unknown): Record<string, string> {
  const env: Record<string, string> = {};
  if (!Array.isArray(listed)) return env;
  for (const entry of listed as unknown[]) {
    if (!isFields(entry)) continue;
    const { name, value } = entry;
    if (typeof name === "string" && typeof value === "string") env[name] = value;
  }
  return env;
}
