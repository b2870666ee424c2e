import { countReaders, createEmitter, guarded, isAwake, onAwake } from "../core";
import type { SessionStore } from "../session";
import { TerminalEngine } from "./terminalEngine";
import {
  firstModel,
  nextModel,
  stateOf,
  takesInput,
  wantsConnection,
  type TerminalEvent,
} from "./terminalMachine";
import type {
  SandboxTerminalHandle,
  TerminalOptions,
  TerminalOutput,
  TerminalState,
} from "./types";

/** What one component has to do with a terminal: nothing before `update` and after `release`. */
export interface TerminalReader extends Pick<
  SandboxTerminalHandle,
  "output" | "write" | "resize" | "restart"
> {
  update(options: TerminalOptions): void;
  release(): void;
}

/** One terminal of one session, shared by all components of the page. */
export interface TerminalStore {
  readonly getSnapshot: () => TerminalState;
  readonly subscribe: (listener: () => void) => () => void;
  addReader(): TerminalReader;
}

export const idleTerminal: TerminalState = stateOf(firstModel);

const isSize = (value: number) => Number.isInteger(value) && value > 0 && value <= 65_535;

/** A terminal that is connected while a component reads it and the user may see the page. */
function createTerminalStore(session: SessionStore, sessionId: string): TerminalStore {
  const changes = createEmitter();
  const pieces = createEmitter<[TerminalOutput]>();
  /** What components say of a new shell; the oldest one that wants the terminal counts. */
  const wishes = new Map<TerminalReader, TerminalOptions>();
  let model = firstModel;
  let snapshot = idleTerminal;

  const engine = new TerminalEngine({
    session,
    sessionId,
    model: () => model,
    shell: () => {
      const [{ workingDir, shell } = {}] = wishes.values();
      return { workingDir, shell };
    },
    dispatch,
    emit: pieces.emit,
  });

  function dispatch(event: TerminalEvent) {
    const before = model;
    model = nextModel(model, event);
    if (model === before) return;
    if (wantsConnection(model)) engine.connect();
    else if (wantsConnection(before)) engine.disconnect();
    snapshot = stateOf(model);
    changes.emit();
  }

  const want = countReaders(() => {
    const stopWatching = onAwake((awake) => dispatch({ type: "awake", isAwake: awake }));
    dispatch({ type: "awake", isAwake: isAwake() });
    dispatch({ type: "wanted", isWanted: true });
    return () => {
      stopWatching();
      dispatch({ type: "wanted", isWanted: false });
      engine.forget();
    };
  });

  const resize = (cols: number, rows: number) => {
    if (!isSize(cols) || !isSize(rows)) return;
    if (cols !== model.cols || rows !== model.rows) dispatch({ type: "sized", cols, rows });
    engine.resize();
  };

  const restart = () => {
    if (model.phase === "exited") engine.beginAnew();
    dispatch({ type: "restart" });
  };

  function addReader(): TerminalReader {
    let leave: (() => void) | undefined;
    let size: readonly [cols: number, rows: number] | undefined;
    const reader: TerminalReader = {
      update(options) {
        if (options.enabled === false) {
          reader.release();
          return;
        }
        wishes.set(reader, options);
        leave ??= want();
        // It may have been told before it was wanted.
        if (size && model.cols === undefined) resize(...size);
      },
      release() {
        wishes.delete(reader);
        leave?.();
        leave = undefined;
      },
      output: {
        subscribe(listener) {
          const { shown } = engine;
          if (shown) guarded(() => listener({ kind: "replay", text: shown }), undefined);
          return pieces.subscribe(listener);
        },
      },
      write(text) {
        if (!leave || !takesInput(model) || text === "") return false;
        // The view that is used sets the size, although its own did not change.
        if (size && (size[0] !== model.cols || size[1] !== model.rows)) resize(...size);
        const isTaken = engine.write(text);
        if (!isTaken) dispatch({ type: "input-refused" });
        return isTaken;
      },
      resize(cols, rows) {
        if (!isSize(cols) || !isSize(rows)) return;
        size = [cols, rows];
        if (leave) resize(cols, rows);
      },
      restart,
    };
    return reader;
  }

  return { getSnapshot: () => snapshot, subscribe: changes.subscribe, addReader };
}

type Stores = Pick<Map<string, TerminalStore>, "get" | "set">;

const known = new WeakMap<SessionStore, Stores>();

/** The one store of that terminal in that session. Idle ones cost a few bytes, so all stay. */
export function terminalStore(session: SessionStore, sessionId: string): TerminalStore {
  const stores: Stores = known.get(session) ?? new Map<string, TerminalStore>();
  known.set(session, stores);
  const store = stores.get(sessionId) ?? createTerminalStore(session, sessionId);
  stores.set(sessionId, store);
  return store;
}

/** Gives a session one terminal for all ids. */
export function setTerminalStore(session: SessionStore, store: TerminalStore): void {
  const stores: Stores = { get: () => store, set: () => new Map<string, TerminalStore>() };
  known.set(session, stores);
}
