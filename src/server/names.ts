const platformName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const askedName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** Whether the platform can have a sandbox or preview of this name: it becomes part of paths and hosts. */
export function isPlatformName(name: unknown): name is string {
  return typeof name === "string" && platformName.test(name);
}

/** Whether a browser may ask for this name: no dots, slashes or escapes, whatever the backend makes of it. */
export function isAskedName(name: unknown): name is string {
  return typeof name === "string" && askedName.test(name);
}

export const askedNameRule =
  "1 to 128 letters, digits, hyphens and underscores, beginning with a letter or digit";
