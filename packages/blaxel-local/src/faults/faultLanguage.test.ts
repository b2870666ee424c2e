import { afterEach, describe, expect, it } from "vitest";
import { openTestSandbox, send, type TestSandbox } from "../testSandbox";
import type { Fault } from "./fault";

let test: TestSandbox;
afterEach(() => test.local.close());

const open = async () => {
  test = await openTestSandbox();
  return test.local.faults;
};
const health = () => test.api("GET", "/health");

describe("the fault language", () => {
  it("names what is wrong with a fault", async () => {
    const faults = await open();
    const wrong: [unknown, string][] = [
      [{ type: "nothing" }, "A fault needs a type: status, latency"],
      [null, "A fault needs a type"],
      [{ type: "toString" }, "A fault needs a type"],
      [{ type: "status", status: 200 }, "status must be a status from 400 to 599"],
      [{ type: "latency" }, "ms must be a number that is not negative"],
      [{ type: "slow", bytesPerSecond: 0 }, "bytesPerSecond must be a number above 0"],
      [{ type: "refuse", times: 0 }, "times must be a whole number above 0"],
      [{ type: "refuse", afterBytes: 1 }, "afterBytes is not a field that it has"],
      [{ type: "refuse", on: { kind: "app" } }, "on.kind must be one of control, session, preview"],
      [{ type: "refuse", on: "x" }, "on must be an object"],
      [{ type: "standby", wakeMs: 1, meanwhile: "no" }, "meanwhile must be one of wait, 503"],
    ];
    for (const [fault, message] of wrong) {
      const parsed: Fault = JSON.parse(JSON.stringify(fault));
      expect(() => faults.inject(parsed)).toThrow(message);
    }
    expect(faults.list()).toEqual([]);
  });

  it("is spoken over HTTP too, to whoever has the secret", async () => {
    await open();
    const { adminUrl, adminSecret, faults } = test.local;
    const headers = { Authorization: `Bearer ${adminSecret}` };
    const fault: Fault = { type: "status", status: 503, times: 1 };
    const body = JSON.stringify(fault);
    expect((await send(`${adminUrl}/faults`)).status).toBe(401);
    expect(
      (await send(`${adminUrl}/faults`, { headers: { Authorization: "Bearer x" } })).status,
    ).toBe(401);
    const rebound = await send(`${adminUrl}/faults`, { headers: { ...headers, Host: "evil:1" } });
    expect(rebound.status).toBe(403);

    const made = await send(`${adminUrl}/faults`, { method: "POST", headers, body });
    expect([made.status, JSON.parse(made.body)]).toEqual([
      201,
      { id: "fault-1", fault, fired: 0, active: true },
    ]);
    expect((await health()).status).toBe(503);
    const after = await send(`${adminUrl}/faults/fault-1`, { headers });
    expect(JSON.parse(after.body)).toMatchObject({ fired: 1, active: false });

    faults.inject({ type: "refuse" });
    await send(`${adminUrl}/faults/fault-2`, { method: "DELETE", headers });
    expect((await health()).status).toBe(200);
    faults.inject({ type: "refuse" });
    await send(`${adminUrl}/faults`, { method: "DELETE", headers });
    expect((await health()).status).toBe(200);
    const list = await send(`${adminUrl}/faults`, { headers });
    expect(JSON.parse(list.body)).toHaveLength(3);

    for (const [method, path, text, status] of [
      ["POST", "/faults", "{", 400],
      ["POST", "/faults", '{"type":"x"}', 400],
      ["POST", "/faults", `"${"x".repeat(70_000)}"`, 413],
      ["GET", "/faults/none", "", 404],
      ["GET", "/nowhere", "", 404],
      ["PUT", "/faults/fault-1", "", 405],
    ] as const) {
      expect((await send(adminUrl + path, { method, headers, body: text })).status).toBe(status);
    }
    const requests = await send(`${adminUrl}/requests`, { headers });
    expect(requests.body).toContain('"path":"/health"');
    expect(requests.body).not.toContain(test.session.token);
  });
});
