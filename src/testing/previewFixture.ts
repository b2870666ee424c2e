import { guarded } from "../core";
import { SandboxError } from "../errors";
import type { PreviewAccess, PreviewPreset, PreviewStage, PreviewState } from "../preview";

/**
 * A preview in a state of its own. In jsdom, which has no frames, this is the only way to see it.
 *
 * @example
 * ```ts
 * const preview: PreviewFixture = { status: "waiting", stage: "process", slow: true };
 * ```
 */
export interface PreviewFixture {
  /** Default `"ready"`. */
  status?: PreviewState["status"] | undefined;
  /** What it waits for. Default `"server"` while it waits. */
  stage?: PreviewStage | undefined;
  slow?: boolean | undefined;
  error?: SandboxError | undefined;
  warning?: SandboxError | undefined;
  /** What a private preview loses as its token ends. */
  access?: PreviewAccess | undefined;
  /** The address that is shown. */
  url?: string | undefined;
  /** What the frame holds; without it there is no frame. */
  src?: string | undefined;
  /** Called when a component reloads, navigates, retries or reveals it. */
  onAction?: PreviewPreset["onAction"] | undefined;
}

/** A preview that is what the fixture says. */
export function createPreviewFixture(fixture: PreviewFixture): PreviewPreset {
  const { status = "ready", src, onAction } = fixture;
  const waits = status === "waiting" || status === "loading" || status === "recovering";
  const known = {
    stage: waits ? (fixture.stage ?? "server") : undefined,
    slow: fixture.slow ?? false,
    isReloading: false,
    warning: fixture.warning,
    access: fixture.access,
    url: fixture.url ?? src ?? "https://preview.example.com/",
    isPrivate: false,
    evidence: { process: undefined, probe: undefined, frame: "absent", attempts: 0 },
  } as const;
  const error =
    fixture.error ??
    new SandboxError({
      kind: "nothing-listening",
      message: "The preview failed, as the test asked for.",
      hint: "Give `preview.error` to choose another error.",
      retryable: true,
    });
  return {
    state: status === "error" ? { ...known, status, error } : { ...known, status },
    src,
    onAction: (action) => guarded(() => onAction?.(action)),
  };
}
