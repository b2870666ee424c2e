// Finds programs that are already on this machine.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * The path of a program, or `undefined` when there is none. What the environment's `variable` names is
 * taken or nothing; otherwise the first of `names` on the PATH, and then of `places`.
 */
export function findExecutable({ variable, names, places = [] }) {
  const chosen = process.env[variable];
  if (chosen) return isExecutable(chosen) ? chosen : undefined;
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...places].find((path) => path && isExecutable(path));
}
