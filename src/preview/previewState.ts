import type { SandboxError, SandboxErrorKind } from "../errors";
import type { ProcessStatus } from "../process";
import { previewError } from "./previewError";
import type { FrameStage, PreviewModel } from "./previewModel";

/**
 * What a preview waits for: the session (and with it the address), the linked process, the server's
 * answer, or the page itself.
 *
 * @example
 * ```ts
 * const texts: Record<PreviewStage, string> = {
 *   session: "Asking for a sandbox", process: "Starting", server: "Waiting", page: "Loading",
 * };
 * ```
 */
export type PreviewStage = "session" | "process" | "server" | "page";

/**
 * What the state of a preview rests on.
 *
 * @example
 * ```tsx
 * const { evidence } = usePreview({ title: "My app" });
 * return <small>{evidence.attempts} probes, last status {evidence.probe?.status ?? "unknown"}</small>;
 * ```
 */
export interface PreviewEvidence {
  /** The linked process, as it was last heard of. */
  readonly process: ProcessStatus | undefined;
  /** The last probe: `kind` is absent when the app answered as it should. */
  readonly probe:
    | {
        readonly kind?: SandboxErrorKind;
        readonly status?: number;
        readonly redirected?: boolean;
        /** A good answer of which this page cannot know whether the browser shows it in a frame. */
        readonly isUnsure?: boolean;
        /** Of an answer that cannot be read: whether the browser shows it in a frame. */
        readonly loads?: boolean | undefined;
      }
    | undefined;
  /** How far the frame has come. */
  readonly frame: FrameStage;
  /** How many probes were made. */
  readonly attempts: number;
}

interface Known {
  /** What it waits for; undefined when it does not wait. */
  readonly stage: PreviewStage | undefined;
  /** It has been waiting for more than 15 seconds. */
  readonly slow: boolean;
  /** The page is shown while a reload that was asked for brings a new one. */
  readonly isReloading: boolean;
  /** The page is shown, but something should be put right, such as missing CORS headers. */
  readonly warning: SandboxError | undefined;
  readonly evidence: PreviewEvidence;
  /** The address that the frame was sent to, without any token. */
  readonly url: string | undefined;
  /** The preview needs a token, so `url` alone opens nothing. */
  readonly isPrivate: boolean;
}

/**
 * What is known of a preview, told apart by `status`.
 *
 * - `idle`: not enabled
 * - `waiting`: for what `stage` says; the frame is mounted as soon as its address is known, covered
 * - `loading`: the app answers, its page is being loaded
 * - `ready`: the page is shown
 * - `recovering`: it was shown, fell over, and is being brought back
 * - `asleep`: let go while nobody looked (`pauseWhenHidden`); `retry()` brings it back
 * - `error`: `error` says why. Where waiting can help it goes on by itself
 */
export type PreviewState =
  | (Known & {
      readonly status: "idle" | "waiting" | "loading" | "ready" | "recovering" | "asleep";
      readonly error?: undefined;
    })
  | (Known & { readonly status: "error"; readonly error: SandboxError });

/** Each word that `status` can be. */
export type PreviewStatus = PreviewState["status"];

/** What of the model is public; the same object as before when it says the same. */
export function stateOf(model: PreviewModel, last?: PreviewState): PreviewState {
  const { error, probeResult, address } = model;
  const status = statusOf(model);
  const waits = status === "waiting" || status === "loading" || status === "recovering";
  const warns = status === "ready" ? warningKind(model) : undefined;
  const known = {
    stage: waits ? stageOf(model) : undefined,
    slow: model.slow,
    isReloading: model.shown && (model.reloading || model.frame === "mounted"),
    warning:
      warns && (last?.warning?.kind === warns ? last.warning : previewError(warns, probeResult)),
    url: address?.shown,
    isPrivate: address !== undefined && address.href !== address.shown,
  };
  const evidence: PreviewEvidence = {
    process: model.process?.status,
    probe: probeResult,
    frame: model.frame,
    attempts: model.attempts,
  };
  const next: PreviewState =
    status === "error" && error
      ? { ...known, evidence, status, error }
      : { ...known, evidence, status: status === "error" ? "waiting" : status };
  return last && same(last, next) && same(last.evidence, evidence) ? last : next;
}

function statusOf(model: PreviewModel): PreviewStatus {
  if (!model.enabled) return "idle";
  if (model.asleep) return "asleep";
  if (model.error) return "error";
  if (model.shown) return "ready";
  if (model.healing) return "recovering";
  return model.successes > 0 ? "loading" : "waiting";
}

/** What a page that is shown should not be without: a word on what cannot be known of it. */
function warningKind({ probeResult, frame, tried, navigation }: PreviewModel) {
  const { kind, isUnsure } = probeResult ?? {};
  if (kind === "cors-missing" || kind === "blocked-by-csp") return kind;
  const isHeldBack = frame === "committed" && tried?.navigation === navigation;
  return isUnsure || (isHeldBack && tried?.loads === undefined) ? "cors-missing" : undefined;
}

function stageOf({ address, successes, process }: PreviewModel): PreviewStage {
  if (!address) return "session";
  if (successes > 0) return "page";
  const up = !process || process.status === "running" || process.status === "ready";
  return up ? "server" : "process";
}

function same<T extends object>(a: T, b: T): boolean {
  const before = new Map<string, unknown>(Object.entries(a));
  const now = Object.entries(b);
  return (
    now.length === before.size &&
    now.every(([key, value]) => key === "evidence" || Object.is(before.get(key), value))
  );
}
