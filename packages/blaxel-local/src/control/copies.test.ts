import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestSandbox, send, type TestSandbox } from "../testSandbox";

let test: TestSandbox;

beforeAll(async () => {
  test = await openTestSandbox();
});
afterAll(() => test.local.close());

const ask = async (method: string, path: string, body?: unknown) => {
  const answer = await send(test.local.apiUrl + path, {
    method,
    headers: { "X-Blaxel-Authorization": `Bearer ${test.local.env["BL_API_KEY"]}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json: unknown = answer.body === "" ? undefined : JSON.parse(answer.body);
  return { status: answer.status, json };
};
const api = (name: string, method: string, path: string, body?: unknown) =>
  send(`http://127.0.0.1:${test.local.port}/sandbox/${name}${path}`, {
    method,
    headers: { "X-Blaxel-Authorization": `Bearer ${test.local.env["BL_API_KEY"]}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const write = (name: string, file: string, content: string) =>
  api(name, "PUT", `/filesystem/${file}`, { content });
const read = async (name: string, file: string): Promise<unknown> => {
  const { status, body } = await api(name, "GET", `/filesystem/${file}`);
  const parsed: { content?: string } = JSON.parse(body);
  return status === 200 ? parsed.content : status;
};
const make = (name: string, spec = {}) => ask("POST", "/sandboxes", { metadata: { name }, spec });

it("a snapshot brings back the folder as it was, under the same addresses", async () => {
  await make("source");
  await write("source", "kept.txt", "before");
  const taken = await ask("POST", "/sandboxes/source/snapshots", { name: "first" });
  expect(taken.json).toMatchObject({ name: "first", status: "ready", sandboxName: "source" });
  expect((await ask("POST", "/sandboxes/source/snapshots", { name: "first" })).status).toBe(409);
  await write("source", "kept.txt", "after");
  await write("source", "new.txt", "new");
  await api("source", "POST", "/process", { name: "app", command: "sleep 1000" });
  const restored = await ask("POST", "/sandboxes/source/snapshots/first/restore", {});
  expect(restored.json).toMatchObject({ name: "source", snapshotId: expect.any(String) });
  expect([await read("source", "kept.txt"), await read("source", "new.txt")]).toEqual([
    "before",
    404,
  ]);
  expect(test.local.processes("source")).toEqual([]);
});

it("a fork has the source's files and variables, and goes its own way", async () => {
  const envs = [
    { name: "A", value: "source" },
    { name: "B", value: "source" },
  ];
  await make("parent", { runtime: { envs } });
  await write("parent", "f.txt", "parent");
  const fork = {
    targetName: "child",
    targetType: "sandbox",
    envs: [{ name: "B", value: "child" }],
  };
  expect((await ask("POST", "/sandboxes/parent/fork", fork)).json).toEqual({
    name: "child",
    type: "sandbox",
  });
  const start = { command: "cat f.txt; echo $A $B", waitForCompletion: true, workingDir: "/" };
  const ran: { stdout: string } = JSON.parse((await api("child", "POST", "/process", start)).body);
  expect(ran.stdout).toBe("parentsource child\n");
  await write("child", "f.txt", "child");
  expect(await read("parent", "f.txt")).toBe("parent");
  expect(await ask("POST", "/sandboxes/parent/fork", fork)).toMatchObject({
    status: 409,
    json: { code: "SANDBOX_ALREADY_EXISTS" },
  });
  const application = { targetName: "app", targetType: "application" };
  expect((await ask("POST", "/sandboxes/parent/fork", application)).status).toBe(400);
});

it("a snapshot outlives its sandbox and can still be forked, until it is deleted", async () => {
  await make("mortal");
  await write("mortal", "f.txt", "left");
  const body = { name: "last", source: { name: "mortal", kind: "sandbox" } };
  const { json } = await ask("POST", "/snapshots", body);
  const id = typeof json === "object" && json !== null && "id" in json ? String(json.id) : "";
  await ask("DELETE", "/sandboxes/mortal");
  await expect.poll(async () => (await ask("GET", "/sandboxes/mortal")).status).toBe(404);
  expect((await ask("GET", `/snapshots/${id}`)).json).toMatchObject({ source: { deleted: true } });
  await ask("POST", `/snapshots/${id}/fork`, { targetName: "heir", targetType: "sandbox" });
  expect(await read("heir", "f.txt")).toBe("left");
  expect((await ask("DELETE", `/snapshots/${id}`)).status).toBe(200);
  expect((await ask("GET", `/snapshots/${id}`)).status).toBe(404);
  expect((await ask("POST", `/snapshots/${id}/fork`, { targetName: "x" })).status).toBe(404);
});

it("an archive keeps files and previews, and serves nothing until it is opened", async () => {
  await make("old");
  await write("old", "f.txt", "kept");
  const preview = { metadata: { name: "app" }, spec: { port: 3000, public: true } };
  const { json } = await ask("POST", "/sandboxes/old/previews", preview);
  const spec = typeof json === "object" && json !== null && "spec" in json ? json.spec : {};
  const url = typeof spec === "object" && spec !== null && "url" in spec ? String(spec.url) : "";
  expect((await ask("POST", "/sandboxes/old/archive")).json).toMatchObject({ status: "ARCHIVED" });
  expect((await ask("POST", "/sandboxes/old/archive")).status).toBe(409);
  expect((await api("old", "GET", "/health")).status).toBe(404);
  expect((await send(url)).status).toBe(404);
  const opened = await ask("POST", "/sandboxes/old/unarchive");
  expect(opened.json).toMatchObject({ status: "DEPLOYED" });
  expect(await read("old", "f.txt")).toBe("kept");
  expect((await send(url)).status).toBe(502);
  await ask("POST", "/sandboxes/old/archive");
  expect((await ask("DELETE", "/sandboxes/old")).status).toBe(200);
});

it("schedules, volumes and drives are kept as they are given, with their errors", async () => {
  const schedule = { type: "cron", value: "0 * * * *", input: { command: "ls" } };
  const made = await ask("POST", "/sandboxes/demo/schedules", { id: "hourly", ...schedule });
  expect(made.json).toMatchObject({ id: "hourly", sandbox: "demo", ...schedule });
  const list = await ask("GET", "/sandboxes/demo/schedules");
  expect(list.json).toMatchObject({ data: [{ id: "hourly" }], meta: { hasMore: false } });
  expect((await ask("GET", "/sandboxes/demo/schedule-executions")).json).toMatchObject({
    data: [],
  });
  for (const [method, path, body, status] of [
    ["POST", "/sandboxes/demo/schedules", { id: "hourly", ...schedule }, 409],
    ["POST", "/sandboxes/demo/schedules", { type: "yearly", value: "1" }, 400],
    ["POST", "/sandboxes/demo/schedules", { type: "at" }, 400],
    ["PUT", "/sandboxes/demo/schedules/hourly", { ...schedule, value: "1 * * * *" }, 200],
    ["DELETE", "/sandboxes/demo/schedules/hourly", undefined, 200],
    ["GET", "/sandboxes/demo/schedules/hourly", undefined, 404],
    ["GET", "/sandboxes/none/schedules", undefined, 404],
  ] as const) {
    expect([path, (await ask(method, path, body)).status]).toEqual([path, status]);
  }

  for (const kind of ["volume", "drive"]) {
    const body = { metadata: { name: "data", externalId: "e" }, spec: { size: 1024 } };
    const first = await ask("POST", `/${kind}s`, body);
    expect(first.json).toMatchObject({ metadata: { name: "data" }, status: "DEPLOYED" });
    expect(await ask("POST", `/${kind}s`, body)).toMatchObject({
      status: 409,
      json: { code: `${kind.toUpperCase()}_ALREADY_EXISTS`, status_code: 409 },
    });
    expect((await ask("POST", `/${kind}s`, {})).status).toBe(400);
    expect((await ask("GET", `/${kind}s/by-external-id/e`)).status).toBe(200);
    expect((await ask("GET", `/${kind}s`)).json).toMatchObject({
      data: [{ spec: { size: 1024 } }],
    });
  }
  await make("user", { volumes: [{ name: "data", mountPath: "/data" }] });
  expect((await ask("GET", "/volumes/data")).json).toMatchObject({
    state: { attachedTo: "sandbox:user" },
  });
  expect((await ask("DELETE", "/volumes/data")).status).toBe(409);
  expect((await ask("DELETE", "/drives/data")).status).toBe(200);
  expect((await ask("GET", "/drives/data")).status).toBe(404);
});
