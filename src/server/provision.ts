import type { SandboxInstance } from "@blaxel/core";
import { sweep, createSession } from "./sessions";
import type { SandboxBackendEvent } from "./events";
import type { SessionLease } from "./sessionLeases";
import {
  type SandboxBackendOptions,
  type SandboxIdentity,
  resolveSettings,
  type ResolvedSettings,
} from "./options";
import { prepareOnce, resolvePrepare } from "./prepare";
import { ensurePreview, type UpdatedPreviews } from "./previews";
import { loadSdk } from "./sdk";
import { type RunStage, createRunStage } from "./runStage";

export interface ProvisionOptions<Identity extends SandboxIdentity> {
  options: SandboxBackendOptions<Identity>;
  identity: Identity;
  /** The origin whose pages will use the session, where it is known. */
  origin: string | undefined;
  updated: UpdatedPreviews;
  emit: (event: SandboxBackendEvent) => void;
}

/** Sandbox, app, previews and session for one caller: everything an answer needs. */
export async function provision<Identity extends SandboxIdentity>({
  options,
  identity,
  origin,
  updated,
  emit,
}: ProvisionOptions<Identity>): Promise<SessionLease> {
  const started = performance.now();
  const { name } = identity;
  const at = createRunStage(name, emit);
  const settings = await at("options", () => resolveSettings(options, identity));
  const sandbox = await at("sandbox", () => createSandbox(name, settings));
  const prepare = resolvePrepare(options.prepare);
  if (prepare) {
    const preparing = performance.now();
    const done = await at("prepare", () =>
      prepareOnce(sandbox, prepare, async (run) => {
        await prepare.run(sandbox, identity, run);
      }),
    );
    if (done) emit({ type: "prepared", sandbox: name, durationMs: performance.now() - preparing });
  }
  const [previews, session] = await Promise.all([
    at("previews", () => provisionPreviews(sandbox, settings, { at, updated, emit })),
    at("session", () => createSession(sandbox, settings.ttl, origin)),
  ]);
  emit({
    type: "session-created",
    sandbox: name,
    ...(identity.user === undefined ? undefined : { user: identity.user }),
    expiresAt: session.session.expiresAt,
    durationMs: performance.now() - started,
  });
  return { ...session, previews };
}

async function createSandbox(name: string, settings: ResolvedSettings): Promise<SandboxInstance> {
  const { SandboxInstance } = await loadSdk();
  return SandboxInstance.createIfNotExists({ ...settings.sandbox, name });
}

async function provisionPreviews(
  sandbox: SandboxInstance,
  { previews, ttl }: ResolvedSettings,
  {
    at,
    updated,
    emit,
  }: { at: RunStage } & Pick<ProvisionOptions<SandboxIdentity>, "updated" | "emit">,
): Promise<SessionLease["previews"]> {
  const { name } = sandbox.metadata;
  const existing = await sandbox.previews.list();
  const expiresAt = new Date(Date.now() + ttl);
  const leased = await Promise.all(
    previews.map((wanted) =>
      ensurePreview(
        sandbox,
        wanted,
        existing.find((preview) => preview.name === wanted.name),
        { expiresAt, updated, onChange: (change) => emit({ ...change, sandbox: name }) },
      ),
    ),
  );
  const isPrivate = (named: string) => previews.some((one) => !one.public && one.name === named);
  const removed = (session: string) => emit({ type: "session-removed", sandbox: name, session });
  // No request waits for the sweep. Its failure is reported, and the next renewal tries again.
  at("cleaning", () => sweep(sandbox, existing, isPrivate, removed)).catch(() => undefined);
  return leased;
}
