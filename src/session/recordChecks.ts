// What only the refresher asks of a record: apart from it, so that no frame waits for this code.
import { remainingMs, type SessionRecord } from "./sessionRecord";

/** Whether there is a session that has not ended. */
export const isUsable = ({ held }: SessionRecord): boolean =>
  held !== undefined && remainingMs(held) > 0;

/** Whether the sandbox has refused the session that there is. */
export const isRefused = ({ held, refused }: SessionRecord): boolean =>
  held !== undefined && held.credential.generation === refused;
