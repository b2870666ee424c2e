import { isSandboxError, type SandboxError } from "../errors";
import type { PreviewAddress } from "../session";
import { frameAddress, type FrameAddress } from "./frameAddress";
import { previewError } from "./previewError";
import type { PreviewInputs } from "./previewInputs";

/** Where the frame has to go, or why it cannot. */
export interface Located {
  readonly address?: FrameAddress | undefined;
  readonly obstacle?: SandboxError | undefined;
  /** The session's preview that it came from. */
  readonly source?: PreviewAddress | undefined;
}

/** Finds the address; the same object as `last` when nothing has changed. */
export function locate(
  { store, preview, url, sandbox, enabled }: PreviewInputs,
  path: string | undefined,
  forbiddenOrigin: string | undefined,
  last: Located,
): Located {
  const source = enabled && url === undefined ? store.preview(preview) : undefined;
  const next: Located = { source, ...find() };
  return same(last, next) ? last : next;

  function find(): Located {
    if (!enabled) return {};
    const where = url ?? source?.url;
    if (where === undefined) {
      const { status, error } = store.getSnapshot();
      if (error) return { obstacle: error };
      return status === "ready" ? { obstacle: previewError("preview-not-found") } : {};
    }
    const address = frameAddress(where, path, source?.token);
    if (isSandboxError(address)) return { obstacle: address };
    if (address.origin === forbiddenOrigin) {
      return { address, obstacle: previewError("blocked-by-csp") };
    }
    const lifted = sandbox === false || sandbox.includes("allow-same-origin");
    return lifted && typeof location === "object" && address.origin === location.origin
      ? { obstacle: previewError("same-origin-preview") }
      : { address };
  }
}

function same(a: Located, b: Located): boolean {
  return (
    a.source === b.source &&
    a.address?.href === b.address?.href &&
    (a.obstacle === b.obstacle ||
      (a.obstacle?.kind === b.obstacle?.kind && a.obstacle?.message === b.obstacle?.message))
  );
}
