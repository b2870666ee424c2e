import type { SandboxInstance } from "@blaxel/core";
import type { SandboxBackendEvent } from "./events";
import type { Grant } from "./grant";
import type { SandboxBackendOptions, SandboxIdentity } from "./options";
import { prepareOnce } from "./prepare";
import { ensurePreview, type UpdatedPreviews } from "./previews";
import { platformProblem, platformStatus } from "./platformFailure";
import { Problem } from "./problem";
import { loadSdk } from "./sdk";
import { createSession, expiredSessions, removeSessions } from "./sessions";
import { resolveSettings, type ResolvedSettings } from "./settings";
import { within } from "./within";

type Stage = Extract<SandboxBackendEvent, { type: "failed" }>["stage"];

/** No call of the SDK can be aborted; after so long it is given up, and the next request starts anew. */
const limits: Record<Stage, number> = {
  authorize: 20_000,
  options: 20_000,
  sandbox: 180_000,
  prepare: 900_000,
  previews: 60_000,
  session: 60_000,
  cleaning: 60_000,
};

export interface EstablishOptions<Identity extends SandboxIdentity> {
  options: SandboxBackendOptions<Identity>;
  identity: Identity;
  /** The origin whose pages will use the session, where it is known. */
  origin: string | undefined;
  updated: UpdatedPreviews;
  emit: (event: SandboxBackendEvent) => void;
}

/** Sandbox, app, previews and session for one caller: everything an answer needs. */
export async function establish<Identity extends SandboxIdentity>({
  options,
  identity,
  origin,
  updated,
  emit,
}: EstablishOptions<Identity>): Promise<Grant> {
  const started = performance.now();
  const { name } = identity;
  const at = stages(name, emit);
  const settings = await at("options", () => resolveSettings(options, identity));
  const sandbox = await at("sandbox", () => createSandbox(name, settings));
  const { prepare } = options;
  if (prepare) {
    const preparing = performance.now();
    const done = await at("prepare", () =>
      prepareOnce(sandbox, async () => {
        await prepare(sandbox, identity);
      }),
    );
    if (done) emit({ type: "prepared", sandbox: name, durationMs: performance.now() - preparing });
  }
  const [previews, session] = await Promise.all([
    at("previews", () => grantPreviews(sandbox, settings, updated, emit)),
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

async function grantPreviews(
  sandbox: SandboxInstance,
  { previews, ttl }: ResolvedSettings,
  updated: UpdatedPreviews,
  emit: (event: SandboxBackendEvent) => void,
): Promise<Grant["previews"]> {
  const name = sandbox.metadata.name;
  const existing = await sandbox.previews.list();
  clean(sandbox, expiredSessions(existing), emit);
  const expiresAt = new Date(Date.now() + ttl);
  return Promise.all(
    previews.map((wanted) =>
      ensurePreview(
        sandbox,
        wanted,
        existing.find((preview) => preview.name === wanted.name),
        { expiresAt, updated, onChange: (change) => emit({ ...change, sandbox: name }) },
      ),
    ),
  );
}

/** Beside the answer, not before it: nobody waits for the sweeping. */
function clean(
  sandbox: SandboxInstance,
  sessions: string[],
  emit: (event: SandboxBackendEvent) => void,
) {
  const name = sandbox.metadata.name;
  const at = stages(name, emit);
  const removed = (session: string) => emit({ type: "session-removed", sandbox: name, session });
  // `at` has told the failure, and the next renewal sweeps again.
  at("cleaning", () => removeSessions(sandbox, sessions, removed)).catch(() => undefined);
}

/** Runs one stage within its limit, and turns what goes wrong into an event and a problem. */
function stages(sandbox: string, emit: (event: SandboxBackendEvent) => void) {
  return async <Value>(stage: Stage, work: () => Promise<Value>): Promise<Value> => {
    try {
      return await within(limits[stage], work(), () => {
        throw new Problem({
          status: 503,
          kind: "timeout",
          detail: "The platform took too long. Ask again in a moment.",
          retryAfter: 5,
        });
      });
    } catch (error) {
      const problem = problemAt(stage, error);
      const status = platformStatus(error);
      emit({
        type: "failed",
        stage,
        sandbox,
        kind: problem.details.kind,
        reason: problem.details.detail,
        ...(status === undefined ? undefined : { platformStatus: status }),
        ...(isOwnCode(stage) && !(error instanceof Problem) ? { error } : undefined),
      });
      throw problem;
    }
  };
}

/** Whether the stage runs code of the application: its errors are the application's to see. */
function isOwnCode(stage: Stage): boolean {
  return stage === "options" || stage === "prepare";
}

function problemAt(stage: Stage, error: unknown): Problem {
  if (error instanceof Problem || !isOwnCode(stage)) return platformProblem(error);
  if (stage === "prepare") {
    return new Problem({
      status: 503,
      kind: "sandbox-unavailable",
      detail: "The app could not be put into the sandbox. The backend's log says why.",
      retryAfter: 10,
    });
  }
  return new Problem({
    status: 500,
    kind: "endpoint-failed",
    detail: "The backend is not set up correctly. Its log says more.",
  });
}
