import { useMemo } from "react";
import type { SandboxError } from "../errors";
import { normalPath, toSandboxError } from "../platform";
import type { SessionStore } from "../session";

/** A path in its one form, and why nothing can be asked about it. */
export function usePath(
  path: unknown,
  session: SessionStore,
): { readonly path: string; readonly fault: SandboxError | undefined } {
  return useMemo(() => {
    try {
      // Without a provider the session is an error from the beginning.
      const { error } = session.enabled ? {} : session.getSnapshot();
      return { path: normalPath(path), fault: error };
    } catch (error) {
      return { path: String(path), fault: toSandboxError(error, "looking at a path") };
    }
  }, [path, session]);
}
