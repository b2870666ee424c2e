import { remainingMs } from "./heldSession";
import type { SessionRecord } from "./sessionRecord";

/** Whether there is a session that has not ended. */
export const isUsable = ({ held }: SessionRecord): boolean =>
  held !== undefined && remainingMs(held) > 0;

/** Whether the sandbox has refused the session that there is. */
export const isRefused = ({ held, refused }: SessionRecord): boolean =>
  held !== undefined && held.credential.generation === refused;
