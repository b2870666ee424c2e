import type { SandboxBackendEvent } from "./events";
import { isCredentialsError, OwnFault, platformProblem, platformStatus, Problem } from "./problem";

type Failed = Extract<SandboxBackendEvent, { type: "failed" }>;
type Stage = Exclude<Failed["stage"], "authorize">;

/** No call of the SDK can be aborted; after so long it is given up, and the next request starts anew. */
const limits: Record<Stage, number> = {
  options: 20_000,
  sandbox: 180_000,
  prepare: 900_000,
  previews: 60_000,
  session: 60_000,
  cleaning: 60_000,
};

/** Runs one stage of the work within its limit, and turns what goes wrong into an event and a problem. */
export type RunStage = <Value>(stage: Stage, work: () => Promise<Value>) => Promise<Value>;

export function createRunStage(
  sandbox: string,
  emit: (event: SandboxBackendEvent) => void,
): RunStage {
  return async (stage, work) => {
    try {
      return await withTimeout(limits[stage], work(), () => {
        throw tooSlow();
      });
    } catch (error) {
      const problem = problemAt(stage, error);
      emit(failedEvent(stage, sandbox, problem, error));
      throw problem;
    }
  };
}

const noCredentials =
  "No credentials: set BL_WORKSPACE and BL_API_KEY in the backend's environment.";

function failedEvent(stage: Stage, sandbox: string, problem: Problem, error: unknown): Failed {
  const { details } = problem;
  const platform = platformStatus(error);
  const own = problem instanceof OwnFault ? problem.cause : isOwnCode(stage) ? error : undefined;
  return {
    type: "failed",
    stage,
    sandbox,
    kind: details.kind,
    reason: isCredentialsError(error) ? noCredentials : details.detail + namesIn(error, platform),
    ...(platform === undefined ? undefined : { platformStatus: platform }),
    ...(own === undefined || own instanceof Problem ? undefined : { error: own }),
  };
}

/** Where no answer says what went wrong, the names of the errors do; their messages may hold anything. */
function namesIn(error: unknown, status: number | undefined): string {
  const names: string[] = [];
  for (let at = error; at instanceof Error && names.length < 4; at = at.cause) {
    if (at instanceof Problem) return "";
    const code = "code" in at ? at.code : undefined;
    names.push(typeof code === "string" && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : at.name);
  }
  return status === undefined && names.length > 0 ? ` (${names.join(", ")})` : "";
}

function problemAt(stage: Stage, error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (stage !== "sandbox" && !isOwnCode(stage) && platformStatus(error) === 404) return vanished();
  if (!isOwnCode(stage)) return platformProblem(error);
  if (stage === "prepare") {
    return new Problem({
      status: 503,
      kind: "endpoint-failed",
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

/** Whether the stage runs code of the application: its errors are the application's to see. */
function isOwnCode(stage: Stage): boolean {
  return stage === "options" || stage === "prepare";
}

/** Another client deleted the sandbox just after it was found: the next request makes it anew. */
function vanished(): Problem {
  return new Problem({
    status: 503,
    kind: "sandbox-unavailable",
    detail: "The sandbox was deleted just now. Ask again in a moment.",
    retryAfter: 2,
  });
}

function tooSlow(): Problem {
  return new Problem({
    status: 503,
    kind: "timeout",
    detail: "The platform took too long. Ask again in a moment.",
    retryAfter: 5,
  });
}

/**
 * Waits for `work` at most `ms` milliseconds, then goes on with what `late` gives or throws. The
 * work itself cannot be stopped (the SDK takes no signal); a late failure of it is ignored.
 */
export async function withTimeout<Value>(
  ms: number,
  work: Promise<Value>,
  late: () => Value,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), timeout]);
    return first === "late" ? late() : first.value;
  } finally {
    clearTimeout(timer);
  }
}
