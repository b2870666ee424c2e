// What a test of a user does with the library.
import { strict as assert } from "node:assert";
import { startLocalSandbox, withFaults } from "blaxel-local";

const local = await startLocalSandbox();
try {
  local.faults.inject({ type: "status", status: 503, times: 1 });
  const { status } = await fetch(`${local.apiUrl}/sandboxes`);
  assert.equal(status, 503);
  assert.equal(local.requests().length, 1);
} finally {
  await local.close();
}

const route = withFaults(async () => Response.json({}));
route.faults.inject({ type: "status", status: 429 });
const refused = await route(new Request("http://localhost/api/sandbox"));
assert.equal(refused.status, 429);
