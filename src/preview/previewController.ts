import { createFrame } from "./frame";
import { guardFocus } from "./focusGuard";
import type { PreviewInputs } from "./previewInputs";
import { locate, type Located } from "./previewLocation";
import { step } from "./previewMachine";
import { initialModel, type PreviewEvidence, type PreviewModel } from "./previewModel";
import { dueAt, HIDDEN_MS, wantsProbe } from "./previewSchedule";
import { stateOf, type PreviewState } from "./previewState";
import { linkProcess } from "./processLink";
import { probe } from "./probe";
import { watchPage } from "./pageEvents";

/** What a hook renders from. */
export interface PreviewSnapshot {
  readonly state: PreviewState;
  /** The frame's first address; undefined while there must be no frame. Frozen for its life. */
  readonly src: string | undefined;
}

/** One preview: gathers the evidence, obeys the machine, and outlives every render. */
export interface PreviewController {
  subscribe(listener: () => void): () => void;
  getSnapshot(): PreviewSnapshot;
  update(inputs: PreviewInputs): void;
  attach(element: HTMLIFrameElement | null): void;
  reload(options?: { hard?: boolean }): void;
  navigate(path: string): void;
  retry(): void;
  reveal(): void;
}

const COMMIT_POLL_MS = 50;
const clock = () => performance.now();

/** Does nothing until somebody subscribes, so that it can be made while rendering. */
export function createPreviewController(first: PreviewInputs): PreviewController {
  let inputs = first;
  let path = first.path;
  let located: Located = {};
  let model: PreviewModel = {
    ...initialModel,
    enabled: first.enabled,
    timeoutMs: first.timeoutMs,
    since: clock(),
  };
  let snapshot: PreviewSnapshot = { state: stateOf(model), src: undefined };
  const listeners = new Set<() => void>();
  let running = false;
  let obeyed = 0;
  let loadedAt = -Infinity;
  let forbidden: { frame?: string | undefined; probe?: string | undefined } = {};
  let renewed: unknown;
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let bedtime: ReturnType<typeof setTimeout> | undefined;
  let release: (() => void)[] = [];

  const frame = createFrame(
    () => tell({ type: "frame", frame: "mounted" }),
    () => {
      loadedAt = clock();
      if (model.frame !== "loaded") tell({ type: "frame", frame: "loaded" });
    },
  );

  function tell(evidence: PreviewEvidence): void {
    model = step(model, evidence, clock());
    const state = stateOf(model, snapshot.state);
    const mounted = model.enabled && !model.asleep && model.address;
    const src = mounted ? (snapshot.src ?? model.address?.href) : undefined;
    if (state !== snapshot.state || src !== snapshot.src) {
      snapshot = { state, src };
      for (const listener of listeners) listener();
    }
    if (running) obey();
  }

  function obey(): void {
    if (model.navigation !== obeyed) {
      obeyed = model.navigation;
      if (model.address) frame.go(model.address.href, model.fresh);
    }
    if (wantsProbe(model, clock())) return ask();
    link.listen(!model.shown);
    clearTimeout(timer);
    const polls =
      model.frame === "mounted" && model.fresh && model.oks > 0 && dueAt(model, clock()) < Infinity;
    const wait = polls ? COMMIT_POLL_MS : dueAt(model, clock()) - clock();
    if (wait < Infinity) timer = setTimeout(onTimer, wait);
  }

  function onTimer(): void {
    const committed = model.fresh && model.frame === "mounted" && frame.committed();
    tell(committed ? { type: "frame", frame: "committed" } : { type: "tick" });
  }

  function ask(): void {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    tell({ type: "probing" });
    const { address, round } = model;
    if (!address) return;
    const { probeUrl, accept, probeTimeoutMs } = inputs.readiness(address);
    void probe(probeUrl, { host: location.origin, accept, signal, timeoutMs: probeTimeoutMs })
      .then((verdict) => link.explain(verdict, model.strikes, signal))
      .then((verdict) => {
        if (signal.aborted) return;
        const unreachable = verdict.kind === "sandbox-unreachable";
        const kind =
          unreachable && forbidden.probe === address.origin
            ? "blocked-by-csp"
            : unreachable && !navigator.onLine
              ? "offline"
              : undefined;
        tell({ type: "verdict", round, verdict: kind ? { ...verdict, kind } : verdict });
        renew();
      });
  }

  /** A refused token, or a preview that is gone: the backend may know better, and is asked once. */
  function renew(): void {
    const { kind } = model.verdict ?? {};
    const used = located.source;
    if (kind !== "preview-token-expired" && kind !== "preview-not-found") return;
    if (!used || used === renewed) return;
    renewed = used;
    // Refused or not, the next probe tells: with the new address, or that it is still no good.
    const again = () => tell({ type: "wake" });
    void inputs.store.replacePreview(used).then(again, again);
  }

  function relocate(): void {
    const last = located;
    located = locate(inputs, path, forbidden.frame, last);
    if (located === last) return;
    if (located.address?.origin !== last.address?.origin) forbidden = {};
    tell({ type: "address", address: located.address, obstacle: located.obstacle });
  }

  const link = linkProcess(
    (process) => {
      if (running) tell({ type: "process", process });
    },
    () => {
      if (!model.shown && !model.probing) tell({ type: "wake" });
    },
  );

  function onVisibility(hidden: boolean): void {
    clearTimeout(bedtime);
    tell({ type: "hidden", hidden });
    if (hidden && inputs.pauseWhenHidden) {
      bedtime = setTimeout(() => tell({ type: "sleep" }), HIDDEN_MS);
    }
  }

  function start(): void {
    running = true;
    release = [
      inputs.store.subscribe(relocate),
      watchPage({
        visibility: onVisibility,
        online: () => tell({ type: "wake" }),
        violation: (directive, origin) => {
          if (origin !== model.address?.origin) return;
          if (directive === "connect-src") forbidden.probe = origin;
          else if (/^(frame|child|default)-src$/.test(directive)) {
            forbidden.frame = origin;
            relocate();
          }
        },
      }),
      guardFocus(
        frame.element,
        () => !model.shown,
        () => loadedAt,
      ),
    ];
    onVisibility(document.hidden);
    link.to(inputs.process);
    relocate();
  }

  function stop(): void {
    running = false;
    for (const end of release) end();
    link.to(undefined);
    clearTimeout(timer);
    clearTimeout(bedtime);
    asking?.abort();
    model = { ...model, probing: false };
  }

  relocate();
  return {
    subscribe(listener) {
      listeners.add(listener);
      if (!running) start();
      return () => {
        listeners.delete(listener);
        // A task later: StrictMode leaves and comes back at once.
        setTimeout(() => {
          if (running && listeners.size === 0) stop();
        });
      };
    },
    getSnapshot: () => snapshot,
    update(next) {
      const { store, process, path: asked, enabled, timeoutMs } = inputs;
      inputs = next;
      if (next.path !== asked) path = next.path;
      if (running && next.store !== store) {
        stop();
        start();
      }
      if (running && next.process !== process) {
        link.to(next.process);
        if (!next.process) tell({ type: "process", process: undefined });
      }
      if (next.enabled !== enabled || next.timeoutMs !== timeoutMs) {
        tell({ type: "settings", enabled: next.enabled, timeoutMs: next.timeoutMs });
      }
      relocate();
    },
    attach(element) {
      frame.attach(element, model.address?.href);
    },
    reload: ({ hard = false } = {}) => tell({ type: "reload", hard }),
    navigate(to) {
      path = to;
      relocate();
    },
    retry() {
      forbidden = {};
      renewed = undefined;
      const { kind } = snapshot.state.error ?? {};
      if (!model.address || kind === "preview-not-found") void inputs.store.getSnapshot().refresh();
      relocate();
      tell({ type: "reload", hard: true });
    },
    reveal: () => tell({ type: "reveal" }),
  };
}
