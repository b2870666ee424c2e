import { afterAll, beforeAll, expect } from "vitest";
import { openTarget, type Target } from "../packages/blaxel-local/src/fuzz/target";

/** What a variable of the developer's shell holds, and no process of a sandbox may see. */
export const FROM_THE_SHELL = "postgres://admin:hunter2@db.example/users";
const OF_THE_DEVELOPER = ["DATABASE_URL", "STRIPE_SK", "GH_PAT", "PGSERVICE", "AWS_PROFILE"];

/** The sandbox that the inputs of this file are sent to. */
export let target: Target;

/** Opens it for the tests of a file; to be called once by each. */
export function attackLocalSandbox(): void {
  beforeAll(async () => {
    for (const name of OF_THE_DEVELOPER) process.env[name] = FROM_THE_SHELL;
    target = await openTarget("B");
  });
  afterAll(async () => {
    for (const name of OF_THE_DEVELOPER) delete process.env[name];
    await target.close();
  });
}

export const json = { "content-type": "application/json" };

/** Asks with a session's token; a body that is no text goes as JSON. */
export const ask = (method: string, path: string, body?: unknown, headers = json) =>
  target.send({
    to: "session",
    method,
    path,
    headers,
    body:
      body === undefined
        ? undefined
        : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  });

export const isWell = async () =>
  expect(await ask("GET", "/health")).toMatchObject({ status: 200 });

export const nothingGotOut = () => expect(target.outsideNow()).toEqual(target.untouched);
