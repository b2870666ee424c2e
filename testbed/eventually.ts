import { vi } from "vitest";
import { PATIENCE } from "./patience";

/** Waits until `check` throws no more, and gives what it gave. */
export function eventually<Found>(check: () => Found | Promise<Found>): Promise<Found> {
  return vi.waitFor(check, PATIENCE);
}
