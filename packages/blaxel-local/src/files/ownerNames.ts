import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { errorCode } from "../nodeErrors";

/** The name of a user, or the number where the machine knows no name. */
export const userName = (id: number): string => {
  users ??= namesIn("/etc/passwd").set(userInfo().uid, userInfo().username);
  return users.get(id) ?? String(id);
};

/** The name of a group, or the number where the machine knows no name. */
export const groupName = (id: number): string => {
  groups ??= namesIn("/etc/group");
  return groups.get(id) ?? String(id);
};

let users: Map<number, string> | undefined;
let groups: Map<number, string> | undefined;

function namesIn(file: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of readIfThere(file).split("\n")) {
    const [name, , id] = line.split(":");
    if (name && id && !names.has(Number(id))) names.set(Number(id), name);
  }
  return names;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return "";
  }
}
