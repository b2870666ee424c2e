import { useSessionStore } from "../session";
import { sandboxDoor, type SandboxDoor } from "./sandboxDoor";

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
export const useSandbox = (): SandboxDoor => sandboxDoor(useSessionStore());
