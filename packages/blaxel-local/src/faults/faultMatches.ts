import picomatch from "picomatch";
import type { FaultMatch } from "./fault";

/** What of a request faults are matched with. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly kind: "control" | "session" | "preview" | "other";
  readonly sandbox: string | undefined;
  readonly preview: string | undefined;
}

const globs = new Map<string, (path: string) => boolean>();

/** Whether a fault is for this request. */
export function faultMatches(on: FaultMatch | undefined, target: FaultTarget): boolean {
  if (target.kind === "other") return false;
  if (target.method === "OPTIONS" && on?.method?.toUpperCase() !== "OPTIONS") return false;
  if (!on) return true;
  return (
    (on.kind === undefined || on.kind === target.kind) &&
    (on.method === undefined || on.method.toUpperCase() === target.method) &&
    (on.sandbox === undefined || on.sandbox === target.sandbox) &&
    (on.preview === undefined || on.preview === target.preview) &&
    (on.path === undefined || glob(on.path)(target.path.split("?", 1)[0] ?? "/"))
  );
}

function glob(pattern: string): (path: string) => boolean {
  const known = globs.get(pattern) ?? picomatch(pattern, { dot: true });
  if (globs.size > 1000) globs.clear();
  globs.set(pattern, known);
  return known;
}
