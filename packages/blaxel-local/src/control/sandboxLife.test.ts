import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../../../../testbed/eventually";
import { openTestSandbox, send, type TestSandbox } from "../testSandbox";

let test: TestSandbox;

beforeAll(async () => {
  test = await openTestSandbox();
});
afterAll(() => test.local.close());

const create = (name: string, spec: Record<string, unknown> = {}, metadata = {}) =>
  test.control("POST", "/sandboxes", { metadata: { name, ...metadata }, spec });
const statusOf = async (name: string) =>
  (await test.control("GET", `/sandboxes/${name}`)).body.status;
const direct = (name: string, path: string, method = "GET", body?: unknown) =>
  send(`http://127.0.0.1:${test.local.port}/sandbox/${name}${path}`, {
    method,
    headers: { "X-Blaxel-Authorization": `Bearer ${test.local.env["BL_API_KEY"]}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const run = async (name: string, command: string): Promise<string> => {
  const start = { command, waitForCompletion: true };
  const { body } = await direct(name, "/process", "POST", start);
  const parsed: { stdout: string } = JSON.parse(body);
  return parsed.stdout;
};
const soon = () => new Date(Date.now() + 300).toISOString();
const policy = (type: string, value: string) => ({
  lifecycle: { expirationPolicies: [{ type, value, action: "delete" }] },
});

describe("a sandbox ends", () => {
  const ways: [string, () => Record<string, unknown>][] = [
    ["by its ttl", () => ({ runtime: { ttl: "1s" } })],
    ["at its date", () => ({ runtime: { expires: soon() } })],
    ["by a policy for its age", () => policy("ttl-max-age", "1s")],
    ["by a policy for a date", () => policy("date", soon())],
    ["by a policy for its idleness", () => policy("ttl-idle", "1s")],
  ];
  it.each(ways)("%s: TERMINATED, its processes gone, its name free", async (way, spec) => {
    const name = way.replaceAll(" ", "-");
    await create(name, spec());
    await direct(name, "/process", "POST", { name: "app", command: "sleep 1000" });
    await eventually(async () => expect(await statusOf(name)).toBe("TERMINATED"));
    expect((await direct(name, "/health")).status).toBe(404);
    await eventually(() => {
      const left = test.local.processes(name).filter(({ status }) => status === "running");
      expect(left).toEqual([]);
    });
    const listed = await test.control("GET", "/sandboxes");
    expect(JSON.stringify(listed.body)).not.toContain(name);
    const all = await test.control("GET", "/sandboxes?showTerminated=true");
    expect(JSON.stringify(all.body)).toContain(name);
    const again = await create(name);
    expect([again.status, again.body.status]).toEqual([200, "DEPLOYED"]);
  });

  it("later or never when it is told so", async () => {
    const first = await create("later", { runtime: { ttl: "1h" } });
    expect(first.body.expiresIn).toBeGreaterThan(3000);
    const path = "/sandboxes/later";
    const shorter = await test.control("PUT", path, { spec: policy("ttl-max-age", "30m") });
    expect(shorter.body.expiresIn).toBeLessThanOrEqual(1800);
    const never = await test.control("PUT", path, { spec: { runtime: { ttl: null } } });
    expect(never.body).not.toHaveProperty("expiresIn");
  });

  it("by its idleness only when no request is open", async () => {
    const { body } = await create("idle", policy("ttl-idle", "1h"));
    const open = await fetch(
      `http://127.0.0.1:${test.local.port}/sandbox/idle/watch/filesystem/tmp`,
      {
        headers: { "X-Blaxel-Authorization": `Bearer ${test.local.env["BL_API_KEY"]}` },
      },
    );
    const later = await test.control("GET", "/sandboxes/idle");
    expect(Date.parse(String(later.body.lastUsedAt))).toBeGreaterThanOrEqual(
      Date.parse(String(body.lastUsedAt)),
    );
    expect(later.body.expiresIn).toBe(3600);
    await open.body?.cancel();
  });

  it("never by a time that cannot be read: that is refused", async () => {
    for (const spec of [
      { runtime: { ttl: "soon" } },
      { runtime: { ttl: 5 } },
      { runtime: { expires: "tomorrow" } },
      policy("ttl-idle", "x"),
      policy("ttl-idle", ""),
      policy("date", "x"),
      policy("other", "1h"),
    ]) {
      expect((await create("refused", spec)).status).toBe(400);
      expect((await test.control("PUT", "/sandboxes/demo", { spec })).status).toBe(400);
    }
  });
});

describe("an update", () => {
  it("replaces what the sandbox was made with", async () => {
    await create("put", { region: "us-pdx-1", runtime: { memory: 2048 } }, { labels: { a: "b" } });
    const put = await test.control("PUT", "/sandboxes/put", { metadata: { labels: { c: "d" } } });
    expect(put.body).toMatchObject({ metadata: { name: "put", labels: { c: "d" } } });
    expect(put.body.metadata?.["labels"]).toEqual({ c: "d" });
    expect(put.body.spec).toMatchObject({ region: "local", runtime: { memory: 4096 } });
  });

  it("gives new variables to the next process, and takes the old ones from it", async () => {
    const envs = (name: string, value: string) => ({ runtime: { envs: [{ name, value }] } });
    await create("envs", envs("OLD", "1"));
    expect(await run("envs", 'echo "$OLD-$NEW"')).toBe("1-\n");
    await test.control("PUT", "/sandboxes/envs", { spec: envs("NEW", "2") });
    expect(await run("envs", 'echo "$OLD-$NEW"; command -v sh | wc -l')).toBe("-2\n1\n");
  });
});

describe("a sandbox", () => {
  it("has Blaxel's image, memory and a region where nothing else is asked for", async () => {
    const { body } = await create("plain");
    expect(body.spec).toMatchObject({
      region: "local",
      runtime: { image: "blaxel/base-image:latest", memory: 4096 },
    });
  });

  it("is found by its external id, which no other may have", async () => {
    await create("ext-1", {}, { externalId: "mine" });
    await create("ext-2");
    const found = await test.control("GET", "/sandboxes?externalId=mine");
    expect(found.body.data?.map(({ metadata }) => metadata?.["name"])).toEqual(["ext-1"]);
    expect((await create("ext-3", {}, { externalId: "mine" })).status).toBe(409);
    expect((await create("ext-3", {}, { externalId: 7 })).status).toBe(400);
    const put = await test.control("PUT", "/sandboxes/ext-2", { metadata: { externalId: "mine" } });
    expect(put.status).toBe(409);
    const kept = await test.control("PUT", "/sandboxes/ext-1", {
      metadata: { externalId: "mine" },
    });
    expect(kept.status).toBe(200);
  });

  it("is listed in the order and by the words that are asked for", async () => {
    for (const name of ["sorted-b", "sorted-a", "sorted-c"]) await create(name);
    const names = async (query: string) =>
      (await test.control("GET", `/sandboxes?q=sorted${query}`)).body.data?.map(
        ({ metadata }) => metadata?.["name"],
      );
    expect(await names("&sort=name:desc")).toEqual(["sorted-c", "sorted-b", "sorted-a"]);
    expect(await names("&sort=createdAt:asc")).toEqual(["sorted-b", "sorted-a", "sorted-c"]);
  });
});

describe.each(["subdomain", "port"] as const)("a preview's address (%s)", (previewOrigin) => {
  let own: TestSandbox;
  beforeEach(async () => {
    own = await openTestSandbox({ previewOrigin, deletionMs: 0 });
  });
  afterEach(() => own.local.close());

  it("stays when the preview, and its sandbox, are deleted and made again", async () => {
    const make = async () => (await own.preview("app", { port: 3000, public: true })).url;
    const gone = (path: string) =>
      eventually(async () => expect((await own.control("GET", path)).status).toBe(404));
    const url = await make();
    const other = await own.preview("other", { port: 3000, public: true });
    expect(other.url).not.toBe(url);
    await own.control("DELETE", "/sandboxes/demo/previews/app");
    await gone("/sandboxes/demo/previews/app");
    expect(await make()).toBe(url);
    await own.control("DELETE", "/sandboxes/demo");
    await gone("/sandboxes/demo");
    await own.control("POST", "/sandboxes", { metadata: { name: "demo" } });
    expect(await make()).toBe(url);
    expect((await send(url)).status).toBe(502);
  });
});
