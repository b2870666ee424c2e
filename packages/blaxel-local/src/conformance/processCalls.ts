// Calls that rows about processes are made of.
import { expect } from "vitest";
import type { Stand } from "./contract";

export const start = (stand: Stand, body: Record<string, unknown>) =>
  stand.call("POST", "/process", { json: { name: stand.name, ...body } });
export const run = (stand: Stand, body: Record<string, unknown>) =>
  start(stand, { waitForCompletion: true, ...body });
export const get = (stand: Stand) => stand.call("GET", `/process/${stand.name}`);
export const stop = (stand: Stand) => stand.call("DELETE", `/process/${stand.name}`);
export const kill = (stand: Stand) => stand.call("DELETE", `/process/${stand.name}/kill`);

export const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

/** A process with these fields among others. */
export const processWith = (own: Record<string, unknown>) => ({
  status: 200,
  json: expect.objectContaining(own),
  headers: JSON_TYPE,
});
