import { useSessionStore } from "../session";
import { sandboxHandle, type SandboxHandle } from "./sandboxHandle";

/**
 * The sandbox through `@blaxel/core`, which is loaded when it is first used. Never renders again:
 * what it returns stays the same for the life of the provider.
 *
 * @example
 * ```tsx
 * const sandbox = useSandbox();
 * const save = (text: string) =>
 *   sandbox.run((instance) => instance.fs.write("/app/src/App.tsx", text), { idempotent: true });
 * ```
 */
export const useSandbox = (): SandboxHandle => sandboxHandle(useSessionStore());
