import { countReaders, createEmitter, delay, isHidden, nextCall, onWake } from "../../core";

/** A name that this page has put up. */
export interface PutUp {
  /** Aborted when another stream has taken it down. */
  readonly signal: AbortSignal;
  release(): void;
}

/** Where all streams that share the places of one host see which are held. */
export interface PlaceBoard {
  /** How many places there are. */
  places(): number;
  /** Runs the work while nothing else changes what is held. */
  alone<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value>;
  names(): Promise<readonly string[]>;
  /** Puts up a name that nothing else has. */
  put(name: string): Promise<PutUp>;
  takeDown(name: string): Promise<void>;
  /** Resolves when one of the names is gone; never, once the signal is aborted. */
  changed(names: readonly string[], signal: AbortSignal): Promise<void>;
  /** This page holds or wants a place, until the function that it returns is called. */
  join(): () => void;
}

/** A browser opens six HTTP/1.1 connections to a host; the rest of the page needs some of them. */
const PLACES = 4;

/** A page that does not let go in this time is stuck; what it holds is taken all the same. */
const LET_GO_MS = 3_000;

/**
 * By Web Locks, which all tabs of this origin see, and which the browser releases when one goes. A
 * name is a lock, and its turn another one: to take it down is to steal the turn, upon which the page
 * that holds it closes its connection and lets go.
 */
export function tabBoard(locks: LockManager, prefix: string, seenName: string): PlaceBoard {
  const turnOf = (name: string) => `turn ${name}`;
  const hold = (name: string, onStolen = () => {}) =>
    new Promise<() => void>((resolve, reject) => {
      locks
        .request(name, () => new Promise<void>((release) => resolve(release)))
        .catch((error: unknown) => {
          onStolen();
          reject(error);
        });
    });
  const steal = (name: string) => locks.request(name, { steal: true }, async () => undefined);
  const isFree = (name: string, signal?: AbortSignal) =>
    locks.request(
      name,
      signal ? { mode: "shared", signal } : { mode: "shared" },
      async () => undefined,
    );
  return {
    places: () => PLACES,
    alone: (work, signal) => locks.request(`${prefix}gate`, { signal }, work),
    async names() {
      const { held = [] } = await locks.query();
      return held.map(({ name = "" }) => name);
    },
    async put(name) {
      const lost = new AbortController();
      const endTurn = await hold(turnOf(name), () => lost.abort());
      const letGo = await hold(name);
      const release = () => {
        endTurn();
        letGo();
      };
      return { signal: lost.signal, release };
    },
    async takeDown(name) {
      await steal(turnOf(name));
      const over = new AbortController();
      const stuck = delay(LET_GO_MS, over.signal).then(() => steal(name));
      await Promise.race([isFree(name), stuck]).finally(() => over.abort());
    },
    changed: (names, signal) => Promise.race(names.map((name) => isFree(name, signal))),
    // Tells the other tabs whether this one is looked at.
    join: countReaders(() => {
      let seen: Promise<() => void> | undefined;
      const hide = () => {
        void seen?.then((letGo) => letGo());
        seen = undefined;
      };
      const show = () => void (seen ??= hold(seenName));
      const stopListening = onWake(show, hide);
      if (!isHidden()) show();
      return () => {
        stopListening();
        hide();
      };
    }),
  };
}

/**
 * Of this page alone. With `isBlind` there may be tabs that it knows nothing of: then it holds nothing
 * while it is hidden.
 */
export function pageBoard({ isBlind }: { isBlind: boolean }): PlaceBoard {
  const held = new Map<string, AbortController>();
  const changes = createEmitter();
  let last: Promise<unknown> = Promise.resolve();
  const remove = (name: string) => {
    held.get(name)?.abort();
    held.delete(name);
    changes.emit();
  };
  return {
    places: () => (isBlind && isHidden() ? 0 : PLACES),
    alone(work) {
      const done = last.then(work);
      last = done.catch(() => undefined);
      return done;
    },
    names: async () => [...held.keys()],
    async put(name) {
      const lost = new AbortController();
      held.set(name, lost);
      return { signal: lost.signal, release: () => remove(name) };
    },
    takeDown: async (name) => remove(name),
    changed: (_names, signal) => nextCall(changes.subscribe, signal),
    join: countReaders(() =>
      isBlind
        ? onWake(
            () => undefined,
            () => [...held.keys()].forEach(remove),
          )
        : () => undefined,
    ),
  };
}
