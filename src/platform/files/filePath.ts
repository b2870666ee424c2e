import { invalidOption } from "../processPath";

/**
 * A path in its one form: without `.`, `..`, `//` and a slash at its end. Throws `invalid-options` for what
 * cannot be one. A name may have any characters but the slash.
 */
export function normalPath(path: unknown): string {
  if (typeof path !== "string" || !path.startsWith("/")) {
    throw invalidOption(
      `The path ${JSON.stringify(path)} does not begin with a slash.`,
      "Give an absolute path in the sandbox, such as `/app/src`.",
    );
  }
  // The sandbox would cut it at a zero byte; half a character of two cannot be sent.
  if (/[\0\uD800-\uDFFF]/u.test(path)) {
    throw invalidOption(
      `The path ${JSON.stringify(path)} has characters that no file name can have.`,
      "Leave out zero bytes and halves of characters.",
    );
  }
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** The name of what lies in a folder. Throws `invalid-options` for what leads elsewhere. */
export function checkedName(name: unknown): string {
  if (
    typeof name === "string" &&
    name !== "" &&
    name !== "." &&
    name !== ".." &&
    !name.includes("/")
  ) {
    return name;
  }
  throw invalidOption(
    `${JSON.stringify(name)} is no name for a file.`,
    "Give a name without slashes; to put the file elsewhere use `move`.",
  );
}

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";
export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
export const joined = (folder: string, name: string): string =>
  folder === "/" ? `/${name}` : `${folder}/${name}`;

/** Whether a path is this folder or lies in it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || folder === "/" || path.startsWith(`${folder}/`);

/** A normal path in an address. Its encoded slash tells the server that it is absolute. */
export const fileAddress = (route: string, path: string): string =>
  `${route}/${encodeURIComponent(path)}`;
