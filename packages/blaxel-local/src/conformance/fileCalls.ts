// Calls that rows about files are made of.
import type { Stand } from "./contract";

export const write = (stand: Stand, path: string, content: string, permissions?: string) =>
  stand.call("PUT", `/filesystem/${stand.dirUrl}${encodeURIComponent(path)}`, {
    json: { content, ...(permissions ? { permissions } : {}) },
  });
export const at = (stand: Stand, path = "") =>
  `/filesystem/${stand.dirUrl}${encodeURIComponent(path)}`;
