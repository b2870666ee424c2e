import { countReaders, createEmitter, lazyChunk, type LazyChunk } from "../core";
import type { SandboxError } from "../errors";
import type { SessionStore } from "../session";
import type { PreviewEngine } from "./previewEngine";
import { earlyState, locate, type Located } from "./previewLocation";
import { createFrame, type Frame } from "./frame";
import { probeUrlOf, type PreviewInputs } from "./previewOptions";
import { probeWithCors } from "./corsProbe";
import type { PreviewActions, PreviewState } from "./types";

/** What a hook renders from. */
export interface PreviewSnapshot {
  readonly state: PreviewState;
  /** The frame's first address; undefined while there must be no frame. Frozen for its life. */
  readonly src: string | undefined;
}

/** A question to the preview that was asked before the engine was there. */
export interface PrefetchedProbe {
  readonly url: string;
  readonly token: string | undefined;
  readonly answer: Promise<Response>;
  readonly abort: AbortController;
  /** When, on the clock of `performance.now()`. */
  readonly askedAt: number;
}

/** What the engine may use of the store. */
export interface PreviewEngineHost {
  readonly frame: Frame;
  readonly inputs: () => PreviewInputs;
  located(): Located;
  /** The early question, once. */
  takeProbe(): PrefetchedProbe | undefined;
  /** What the page's own policy forbade before the engine listened. */
  takeViolations(): readonly SecurityPolicyViolationEvent[];
  /** What is rendered at present. */
  snapshot(): PreviewSnapshot;
  publish(state: PreviewState, mounted: boolean): void;
}

/**
 * What a preview needs before its frame has an address, and no more: the address, the frame, and the
 * first question to the app. The engine, which weighs the evidence, is loaded meanwhile.
 */
export interface PreviewStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => PreviewSnapshot;
  readonly update: (inputs: PreviewInputs) => void;
  readonly attach: (element: HTMLIFrameElement | null) => void;
  readonly actions: PreviewActions;
}

const AFTER_HANDOFF_MS = 1_500;

/**
 * Asked for as soon as this code is there, so that it arrives while the first render, the session
 * and the page take their time. The marks let bundlers drop it from apps without a preview.
 */
const engineChunk = /* @__PURE__ */ askedEarly(
  /* @__PURE__ */ lazyChunk(() => import("./previewEngine"), "createEngine"),
);

function askedEarly<Module>(chunk: LazyChunk<Module>): LazyChunk<Module> {
  // The preview that needs it asks again, and says what came of it.
  if (typeof document === "object") chunk.load().catch(() => undefined);
  return chunk;
}

/** Does nothing until a component subscribes, so that it can be made while rendering. */
export function createPreviewStore(first: PreviewInputs): PreviewStore {
  let inputs = first;
  let path = first.path;
  let located = locate(inputs, path);
  let snapshot: PreviewSnapshot = {
    state: earlyState(located, inputs.enabled),
    src: located.address?.href,
  };
  const changes = createEmitter();
  let running = false;
  let engine: PreviewEngine | undefined;
  let early: PrefetchedProbe | undefined;
  /** The frame has an address that the engine has not received yet. */
  let unheard = false;
  let failure: SandboxError | undefined;
  let stopLoading = () => {};
  /** What was asked of the engine before it was there. */
  const waiting: ((engine: PreviewEngine) => void)[] = [];
  const withEngine = (act: (engine: PreviewEngine) => void) => {
    if (engine) act(engine);
    else waiting.push(act);
  };
  const violations: SecurityPolicyViolationEvent[] = [];
  const keep = (event: SecurityPolicyViolationEvent) => void violations.push(event);
  const forget = () => document.removeEventListener("securitypolicyviolation", keep);
  let followed: SessionStore | undefined;
  let leaveStore = () => {};

  const frame = createFrame(
    () => {
      if (!unheard) engine?.mounted();
    },
    () => {
      flush();
      engine?.loaded();
    },
  );

  function flush(): void {
    if (!unheard || !engine) return;
    unheard = false;
    engine.located();
    if (frame.element()) engine.mounted();
  }

  function publish(state: PreviewState, mounted: boolean): void {
    const src = mounted ? (snapshot.src ?? located.address?.href) : undefined;
    if (state === snapshot.state && src === snapshot.src) return;
    snapshot = { state, src };
    changes.emit();
    if (state.evidence.probe?.kind) follow();
  }

  /** What can be said without the engine. */
  function publishEarly(): void {
    publish(earlyState(located, inputs.enabled, failure), !!located.address);
  }

  function takeProbe(): PrefetchedProbe | undefined {
    const taken = early;
    early = undefined;
    return taken;
  }

  function relocate(): void {
    const last = located;
    located = locate(inputs, path, last);
    // Until the engine knows of the frame, nothing else sends it to another page.
    const isMoved = located.address?.shown !== last.address?.shown;
    if (isMoved && (!engine || unheard) && located.address) frame.go(located.address.href, true);
    if (engine) {
      if (located === last || unheard) return;
      if (snapshot.src || !located.address) return engine.located();
      // First the frame: all that the engine does with an address can wait until it is on its way.
      unheard = true;
      publish(snapshot.state, true);
      setTimeout(flush);
      return;
    }
    if (located !== last) publishEarly();
    const { address } = located;
    if (!running || !address || failure) return;
    const url = probeUrlOf(address, inputs.readiness);
    const { token } = address;
    if (early?.url === url && early.token === token) return;
    takeProbe()?.abort.abort();
    const abort = new AbortController();
    const answer = probeWithCors(url, token, abort.signal);
    early = { url, token, abort, answer, askedAt: performance.now() };
    // The engine, which takes the probe over, looks at how it ended.
    answer.catch(() => undefined);
  }

  function load(): void {
    stopLoading();
    failure = undefined;
    stopLoading = engineChunk.keepLoading({
      onLoad({ createEngine }) {
        failure = undefined;
        engine = createEngine({
          frame,
          inputs: () => inputs,
          located: () => located,
          takeProbe,
          takeViolations: () => {
            forget();
            return violations.splice(0);
          },
          snapshot: () => snapshot,
          publish,
        });
        engine.start();
        for (const act of waiting.splice(0)) act(engine);
      },
      onLoss(error) {
        failure = error;
        publishEarly();
      },
    });
  }

  function follow(): void {
    const { store } = inputs;
    if (!running || followed === store) return;
    followed = store;
    leaveStore();
    leaveStore = store.subscribe(relocate);
  }

  function start(): void {
    running = true;
    if (located.address && !inputs.store.peek()) {
      // What was handed over needs no session unless it fails, and its answer would get in the
      // page's way.
      const later = setTimeout(follow, AFTER_HANDOFF_MS);
      leaveStore = () => clearTimeout(later);
    } else follow();
    relocate();
    if (engine) return engine.start();
    document.addEventListener("securitypolicyviolation", keep);
    load();
  }

  function stop(): void {
    running = false;
    followed = undefined;
    forget();
    stopLoading();
    leaveStore();
    takeProbe()?.abort.abort();
    engine?.stop();
  }

  const read = countReaders(() => {
    start();
    return stop;
  });

  return {
    subscribe(listener) {
      const stopListening = changes.subscribe(listener);
      const leave = read();
      return () => {
        stopListening();
        leave();
      };
    },
    getSnapshot: () => snapshot,
    update(next) {
      const { store, path: asked } = inputs;
      inputs = next;
      if (next.path !== asked) path = next.path;
      if (next.store !== store) follow();
      engine?.updated();
      relocate();
    },
    attach: (element) => frame.attach(element, located.address?.href),
    actions: {
      reload: (options) => withEngine((present) => present.reload(options?.hard === true)),
      navigate(to) {
        path = to;
        relocate();
      },
      retry() {
        if (engine) return engine.retry();
        load();
        publishEarly();
      },
      reveal: () => withEngine((present) => present.reveal()),
    },
  };
}
