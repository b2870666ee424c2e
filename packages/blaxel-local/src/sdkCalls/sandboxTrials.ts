import { works, type Stand, type Trials } from "./trial";

const ignore = () => undefined;

const made = (stand: Stand, kind: string, options = {}) =>
  stand.sdk.SandboxInstance.create({ name: stand.fresh(kind), region: "local", ...options });

const schedule = { type: "cron", value: "0 * * * *" } as const;

const scheduled = async ({ sandbox }: Stand) => (await sandbox.schedules.create(schedule)).id ?? "";
const NEVER_RUN = "Kept as a record; never carried out.";
const FOLDER_ONLY = "The folder, without memory and processes.";

const previewed = (stand: Stand) =>
  stand.sandbox.previews.create({
    metadata: { name: stand.fresh("preview") },
    spec: { port: 3000, public: false },
  });

const tomorrow = () => new Date(Date.now() + 86_400_000);

/** `SandboxInstance`, and what goes through the control plane. */
export const sandboxTrials: Trials = {
  "SandboxInstance.create": works((stand) => made(stand, "create")),
  "SandboxInstance.createIfNotExists": works(
    ({ sdk }) => sdk.SandboxInstance.createIfNotExists({ name: "demo", region: "local" }),
    ({ metadata }) => metadata.name === "demo",
  ),
  "SandboxInstance.get": works(({ sdk }) => sdk.SandboxInstance.get("demo")),
  "SandboxInstance.getByExternalId": works(
    async (stand) => {
      await made(stand, "external", { externalId: "its-id" });
      return stand.sdk.SandboxInstance.getByExternalId("its-id");
    },
    ({ metadata }) => metadata.externalId === "its-id",
  ),
  "SandboxInstance.list": works(
    ({ sdk }) => sdk.SandboxInstance.list(),
    ({ data }) => data.length > 0,
  ),
  "SandboxInstance.delete": works(async (stand) =>
    stand.sdk.SandboxInstance.delete((await made(stand, "delete")).metadata.name),
  ),
  "sandbox.delete": works(async (stand) => (await made(stand, "delete")).delete()),
  "SandboxInstance.updateMetadata": works(
    ({ sdk }) => sdk.SandboxInstance.updateMetadata("demo", { labels: { a: "b" } }),
    ({ metadata }) => metadata.labels?.["a"] === "b",
  ),
  "SandboxInstance.updateTtl": works(
    ({ sdk }) => sdk.SandboxInstance.updateTtl("demo", "24h"),
    ({ expiresIn }) => expiresIn !== undefined,
  ),
  "SandboxInstance.updateLifecycle": works(({ sdk }) =>
    sdk.SandboxInstance.updateLifecycle("demo", {
      expirationPolicies: [{ type: "ttl-max-age", value: "7d", action: "delete" }],
    }),
  ),
  "SandboxInstance.updateNetwork": works(
    ({ sdk }) => sdk.SandboxInstance.updateNetwork("demo", { network: {} }),
    undefined,
    "Kept as a record; the network stays as it is.",
  ),
  "SandboxInstance.fromSession": works(async ({ sdk, sandbox }) => {
    const session = await sandbox.sessions.create({ expiresAt: tomorrow() });
    const token = { ...session, expiresAt: tomorrow() };
    return (await sdk.SandboxInstance.fromSession(token)).fs.ls("/");
  }),
  "SandboxInstance.archive": works(
    async (stand) => stand.sdk.SandboxInstance.archive((await made(stand, "a")).metadata.name),
    ({ status }) => status === "ARCHIVED",
    FOLDER_ONLY,
  ),
  "SandboxInstance.unarchive": works(
    async (stand) => {
      const { name } = (await (await made(stand, "u")).archive()).metadata;
      return stand.sdk.SandboxInstance.unarchive(name);
    },
    ({ status }) => status === "DEPLOYED",
    "What ran before is not started again.",
  ),
  "sandbox.archive": works(
    async (stand) => (await made(stand, "archive")).archive(),
    ({ status }) => status === "ARCHIVED",
    FOLDER_ONLY,
  ),
  "sandbox.unarchive": works(
    async (stand) => (await (await made(stand, "unarchive")).archive()).unarchive(),
    ({ status }) => status === "DEPLOYED",
    "What ran before is not started again.",
  ),
  "sandbox.wait": works(({ sandbox }) => sandbox.wait()),
  "sandbox.fetch": works(
    ({ sandbox }) => sandbox.fetch(3000),
    ({ status }) => status === 200,
  ),
  "sandbox.network.fetch": works(
    ({ sandbox }) => sandbox.network.fetch(3000),
    ({ status }) => status === 200,
  ),
  "sandbox.snapshot": works(({ sandbox }) => sandbox.snapshot("one"), undefined, FOLDER_ONLY),
  "sandbox.listSnapshots": works(({ sandbox }) => sandbox.listSnapshots()),
  "sandbox.deleteSnapshot": works(
    async ({ sandbox }) => sandbox.deleteSnapshot((await sandbox.snapshot()).id),
    () => true,
  ),
  "sandbox.restore": works(
    async (stand) => {
      const own = await made(stand, "restore");
      return own.restore((await own.snapshot()).id);
    },
    undefined,
    FOLDER_ONLY,
  ),
  "sandbox.fork": works(
    async (stand) => stand.sandbox.fork(stand.fresh("fork")),
    ({ type }) => type === "sandbox",
    `Into a sandbox, not into an application. ${FOLDER_ONLY}`,
  ),
  "sandbox.snapshots.create": works(
    ({ sandbox }) => sandbox.snapshots.create("two"),
    undefined,
    FOLDER_ONLY,
  ),
  "sandbox.snapshots.list": works(({ sandbox }) => sandbox.snapshots.list()),
  "sandbox.snapshots.get": works(async ({ sandbox }) => {
    const { name } = await sandbox.snapshots.create();
    return sandbox.snapshots.get(name);
  }),
  "sandbox.snapshots.delete": works(
    async ({ sandbox }) => sandbox.snapshots.delete((await sandbox.snapshots.create()).name),
    () => true,
  ),
  "sandbox.snapshots.restore": works(
    async (stand) => {
      const own = await made(stand, "restore");
      return own.snapshots.restore((await own.snapshots.create()).name);
    },
    undefined,
    FOLDER_ONLY,
  ),
  "sandbox.schedules.create": works(scheduled, (id) => id !== "", NEVER_RUN),
  "sandbox.schedules.list": works(
    async (stand) => {
      await scheduled(stand);
      return stand.sandbox.schedules.list();
    },
    ({ data }) => data.length > 0,
  ),
  "sandbox.schedules.get": works(async (stand) =>
    stand.sandbox.schedules.get(await scheduled(stand)),
  ),
  "sandbox.schedules.update": works(
    async (stand) =>
      stand.sandbox.schedules.update(await scheduled(stand), { ...schedule, value: "1 * * * *" }),
    ({ value }) => value === "1 * * * *",
  ),
  "sandbox.schedules.delete": works(async (stand) =>
    stand.sandbox.schedules.delete(await scheduled(stand)),
  ),
  "sandbox.schedules.executions": works(
    ({ sandbox }) => sandbox.schedules.executions(),
    ({ data }) => data.length === 0,
    "Always empty.",
  ),
  "sandbox.sessions.create": works(({ sandbox }) => sandbox.sessions.create()),
  "sandbox.sessions.createIfExpired": works(({ sandbox }) => sandbox.sessions.createIfExpired()),
  "sandbox.sessions.list": works(({ sandbox }) => sandbox.sessions.list()),
  "sandbox.sessions.get": works(async ({ sandbox }) =>
    sandbox.sessions.get((await sandbox.sessions.create()).name),
  ),
  "sandbox.sessions.getToken": works(async ({ sandbox }) =>
    sandbox.sessions.getToken((await sandbox.sessions.create()).name),
  ),
  "sandbox.sessions.delete": works(async ({ sandbox }) =>
    sandbox.sessions.delete((await sandbox.sessions.create()).name),
  ),
  "sandbox.previews.create": works(previewed, ({ spec }) => spec.url?.includes("preview") === true),
  "sandbox.previews.createIfNotExists": works(async (stand) => {
    const { metadata, spec } = await previewed(stand);
    return stand.sandbox.previews.createIfNotExists({ metadata, spec });
  }),
  "sandbox.previews.get": works(async (stand) =>
    stand.sandbox.previews.get((await previewed(stand)).name),
  ),
  "sandbox.previews.list": works(({ sandbox }) => sandbox.previews.list()),
  "sandbox.previews.delete": works(async (stand) =>
    stand.sandbox.previews.delete((await previewed(stand)).name),
  ),
  "preview.tokens.create": works(async (stand) =>
    (await previewed(stand)).tokens.create(tomorrow()),
  ),
  "preview.tokens.list": works(
    async (stand) => {
      const { tokens } = await previewed(stand);
      await tokens.create(tomorrow());
      return tokens.list();
    },
    ({ length }) => length === 1,
  ),
  "preview.tokens.delete": works(async (stand) => {
    const { tokens } = await previewed(stand);
    return tokens.delete((await tokens.create(tomorrow())).value);
  }),
  "CodeInterpreter.get": works(({ sdk }) => sdk.CodeInterpreter.get("demo")),
  "CodeInterpreter.create": works((stand) =>
    stand.sdk.CodeInterpreter.create({ name: stand.fresh("interpreter"), region: "local" }),
  ),
  "CodeInterpreter.createIfNotExists": works(({ sdk }) =>
    sdk.CodeInterpreter.createIfNotExists({ name: "demo", region: "local" }),
  ),
  "interpreter.runCode": {
    outcome: "not there",
    note: "It needs the image's Jupyter server.",
    run: async ({ sdk }) => (await sdk.CodeInterpreter.get("demo")).runCode("1", {}).then(ignore),
  },
  "interpreter.createCodeContext": {
    outcome: "not there",
    note: "It needs the image's Jupyter server.",
    run: async ({ sdk }) => (await sdk.CodeInterpreter.get("demo")).createCodeContext({}),
  },
};
