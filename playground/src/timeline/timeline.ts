import { useSyncExternalStore } from "react";
import type { Tone } from "../ui/StatusDot";

/** One thing that happened. */
export interface Note {
  id: number;
  at: Date;
  tone: Tone;
  text: string;
}

const limit = 200;
let notes: readonly Note[] = [];
let count = 0;
const listeners = new Set<() => void>();

/** Notes what happened, newest first. */
export function note(tone: Tone, text: string): void {
  notes = [{ id: ++count, at: new Date(), tone, text }, ...notes].slice(0, limit);
  for (const listener of listeners) listener();
}

/** Notes the failure of what a click began; success shows by itself. */
export function noteFailure(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    note("bad", error instanceof Error ? error.message : String(error));
  });
}

export function useNotes(): readonly Note[] {
  return useSyncExternalStore(subscribe, () => notes);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
