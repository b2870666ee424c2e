import type { SandboxSessionEvent } from "./sessionEvent";

/** Those who are told what happens to a session. */
export interface Observers {
  add: (observer: (event: SandboxSessionEvent) => void) => () => void;
  tell: (event: SandboxSessionEvent) => void;
}

export function createObservers(): Observers {
  const observers = new Set<(event: SandboxSessionEvent) => void>();
  return {
    add(observer) {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    tell(event) {
      for (const observer of observers) {
        try {
          observer(event);
        } catch (error) {
          // Its author's to see, and nothing that may stop the session.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
