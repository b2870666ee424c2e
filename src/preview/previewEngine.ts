import { LONG_HIDDEN_MS } from "../core";
import { factsOf, watchAccess } from "./frameAccess";
import { createFramePlace } from "./framePlace";
import { obstacleOf } from "./previewObstacle";
import { step } from "./previewMachine";
import { initialModel, type PreviewEvent, type PreviewModel } from "./previewModel";
import { probeUrlOf } from "./previewOptions";
import { dueAt, lookAt, wantsProbe } from "./previewSchedule";
import type { PreviewEngineHost } from "./previewStore";
import { stateOf } from "./previewState";
import type { PreviewState } from "./types";
import { troubleOf } from "./previewTrouble";
import { probe } from "./probe";
import { linkProcess } from "./processLink";
import { watchLoads } from "./frameLoads";
import { createFrameTrials } from "./frameTrials";
import type { ProbeResult } from "./probeResult";

/** Gathers evidence for the machine and runs its effects. Loaded while the frame loads its page. */
export interface PreviewEngine {
  start(): void;
  stop(): void;
  /** The host's inputs changed. */
  updated(): void;
  /** The host's address changed, or why there is none. */
  located(): void;
  mounted(): void;
  loaded(): void;
  reload(hard: boolean): void;
  retry(): void;
  reveal(): void;
}

const COMMIT_POLL_MS = 200;
/**
 * That it goes on well while it waits is said this much later: a render in the moment in which the page
 * arrives would keep it waiting.
 */
const NOTIFY_AFTER_MS = 150;
/** A backend that gave the same again is not asked more often than this. */
const RENEW_AGAIN_MS = 10_000;
/** How long a probe may take, and how long after others that took too long. */
const PROBE_LIMIT_MS = 10_000;
const LONGEST_PROBE_MS = 60_000;
const clock = () => performance.now();

export function createEngine(host: PreviewEngineHost): PreviewEngine {
  const { frame, inputs } = host;
  const settings = () => {
    const { enabled, timeoutMs = initialModel.timeoutMs } = inputs();
    return { enabled, timeoutMs };
  };
  let model: PreviewModel = { ...initialModel, ...settings(), since: clock() };
  let state: PreviewState | undefined;
  let running = false;
  let carriedOut = 0;
  let isVacant = false;
  /** What this page's own policy was seen to forbid, as "directive origin". */
  const forbidden = new Set<string>();
  let renewed: { source: unknown; at: number } | undefined;
  let asking: AbortController | undefined;
  const loads = watchLoads(frame);
  const trials = createFrameTrials(
    frame,
    () => place.document(),
    (event) => dispatch(event),
  );
  const access = watchAccess(trials, {
    tell: (next) => dispatch({ type: "access", access: next }),
    reload: () => dispatch({ type: "reload", hard: false }),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let notifying: ReturnType<typeof setTimeout> | undefined;
  let sleepTimer: ReturnType<typeof setTimeout> | undefined;
  let pauseWhenHidden: boolean | undefined;

  function dispatch(event: PreviewEvent): void {
    model = step(model, event, clock());
    state = stateOf(model, state);
    clearTimeout(notifying);
    const { state: shown, src } = host.snapshot();
    const goesWell = shown.stage && state.stage && !state.evidence.probe?.kind;
    if (goesWell && shown.url === state.url && isMounted() === (src !== undefined)) {
      notifying = setTimeout(notify, NOTIFY_AFTER_MS);
    } else notify();
    if (running) runEffects();
  }

  const isMounted = () => model.enabled && !model.asleep && model.address !== undefined;

  function notify(): void {
    if (state) host.publish(state, isMounted());
  }

  function runEffects(): void {
    if (model.vacant !== isVacant) {
      isVacant = model.vacant;
      if (isVacant) frame.go("about:blank", true);
    }
    if (model.navigation !== carriedOut) {
      carriedOut = model.navigation;
      const { address, fresh } = model;
      if (address) {
        if (fresh) loads.begin();
        else loads.replacedBy(address.href);
        frame.go(address.href, fresh);
      }
    }
    link.listen(!model.shown);
    trials.run(model, clock());
    access.run(factsOf(model, host));
    if (wantsProbe(model, clock())) return ask();
    clearTimeout(timer);
    const now = clock();
    const look = Math.max(lookAt(model) - now, COMMIT_POLL_MS);
    const wait = Math.min(dueAt(model, now) - now, look);
    if (wait < Infinity) timer = setTimeout(onTimer, wait);
  }

  function onTimer(): void {
    const committed = lookAt(model) <= clock() && frame.element()?.contentDocument === null;
    dispatch(committed ? { type: "frame", frame: "committed" } : { type: "tick" });
  }

  function ask(): void {
    const { address } = model;
    if (!address) return;
    asking?.abort();
    const { signal } = (asking = new AbortController());
    const { readiness, accept } = inputs();
    const probeUrl = probeUrlOf(address, readiness);
    const { token } = address;
    const first = host.takeProbe();
    const early = first?.url === probeUrl && first.token === token ? first : undefined;
    if (!early) first?.abort.abort();
    dispatch({ type: "probing", askedAt: early?.askedAt ?? clock() });
    const { round, failures, shown: isShown, probeResult: last } = model;
    const limit = readiness?.probeTimeoutMs ?? PROBE_LIMIT_MS;
    // An app that is slow each time would never be heard out.
    const longer = Math.min(limit * 2 ** failures, LONGEST_PROBE_MS);
    const isForbidden = () => forbidden.has(`connect-src ${address.origin}`);
    const options = {
      host: location.origin,
      token,
      accept: (status: number) => accept(status) ?? (status >= 200 && status < 400),
      isShown,
      isForbidden,
      tryFrame: (own: AbortSignal) => trials.loads(address.href, own),
      signal,
      isSandboxed: inputs().sandbox !== false,
      timeoutMs: last?.kind === "timeout" ? Math.max(limit, longer) : limit,
      early,
    };
    const onResult = (probeResult: ProbeResult) => {
      if (signal.aborted) return;
      const isOffline = probeResult.kind === "sandbox-unreachable" && !navigator.onLine;
      dispatch({
        type: "probeResult",
        round,
        probeResult: isOffline ? { kind: "offline" } : probeResult,
      });
      renew();
    };
    // Of a request that this page's own policy forbids the network knows nothing.
    const holds = async () =>
      last && !early && !isForbidden() && (await link.stillHolds(last, signal)) ? last : undefined;
    const ask = async () => (await holds()) ?? probe(probeUrl, options);
    void ask()
      .then((probeResult) => link.explain(probeResult, failures, signal))
      .then(onResult);
  }

  /** A refused token, or a preview that is gone: the backend may know better. */
  function renew(): void {
    const { kind } = model.probeResult ?? {};
    const { source } = host.located();
    if (kind !== "preview-token-expired" && kind !== "preview-not-found") return;
    if (!source || (source === renewed?.source && clock() - renewed.at < RENEW_AGAIN_MS)) return;
    renewed = { source, at: clock() };
    // The next probe shows whether it was granted.
    const again = () => dispatch({ type: "wake" });
    void inputs().store.replacePreview(source).then(again, again);
  }

  function located(): void {
    const found = host.located();
    const { address } = found;
    dispatch({ type: "address", address, obstacle: obstacleOf(found, forbidden) });
  }

  const link = linkProcess(
    (process) => {
      if (running) dispatch({ type: "process", process });
    },
    () => {
      if (!model.shown && !model.probing) dispatch({ type: "wake" });
    },
    // Its client may wait for it in vain, as in a frame of another site.
    () => {
      if (model.shown) dispatch({ type: "reload", hard: false });
    },
  );

  function onVisibility(hidden: boolean): void {
    dispatch({ type: "hidden", hidden });
    planSleep();
  }

  function planSleep(): void {
    clearTimeout(sleepTimer);
    ({ pauseWhenHidden } = inputs());
    const { hiddenAt } = model;
    if (hiddenAt === undefined || !pauseWhenHidden) return;
    sleepTimer = setTimeout(() => dispatch({ type: "sleep" }), hiddenAt + LONG_HIDDEN_MS - clock());
  }

  function onViolation(directive: string, origin: string): void {
    forbidden.add(`${directive} ${origin}`);
    if (directive !== "connect-src" && origin === model.address?.origin) located();
  }

  const place = createFramePlace(frame, () => !model.shown, {
    visibility: onVisibility,
    online: () => dispatch({ type: "wake" }),
    violation: onViolation,
  });

  return {
    start() {
      if (running) return;
      running = true;
      place.settle(inputs().process);
      place.begin(host.takeViolations());
      link.to(inputs().process);
      if (frame.element() && model.frame === "absent")
        dispatch({ type: "frame", frame: "mounted" });
      located();
      if (frame.loadedAt() > 0 && model.frame !== "loaded") this.loaded();
    },
    stop() {
      running = false;
      place.end();
      link.to(undefined);
      clearTimeout(timer);
      clearTimeout(notifying);
      clearTimeout(sleepTimer);
      asking?.abort();
      trials.stop();
      access.stop();
      model = { ...model, probing: false };
    },
    updated() {
      const { process } = inputs();
      const { enabled, timeoutMs } = settings();
      place.settle(process);
      if (running && link.to(process) && !process) dispatch({ type: "process", process });
      if (running && pauseWhenHidden !== inputs().pauseWhenHidden) planSleep();
      if (enabled !== model.enabled || timeoutMs !== model.timeoutMs) {
        dispatch({ type: "settings", enabled, timeoutMs });
      }
    },
    located,
    mounted() {
      loads.begin();
      place.settle(inputs().process);
      dispatch({ type: "frame", frame: "mounted" });
    },
    loaded() {
      if (model.vacant) return;
      const load = loads.judge(model.frame !== "loaded", model.address?.href);
      // A page of the app's own choice brought no other cookie than the one that let it in.
      if (load !== "own") access.arrived(loads.last);
      if (load === "stale") dispatch({ type: "reload", hard: true });
      else dispatch({ type: "frame", frame: "loaded" });
    },
    reload(hard) {
      const go = () => dispatch({ type: "reload", hard });
      const { source } = host.located();
      if (!model.access || access.reloadHelps || !source) return go();
      // With the token that the page has it would not get any further.
      void inputs().store.replacePreview(source).then(go, go);
    },
    retry() {
      const hasEnded = troubleOf(model)?.proof === "process";
      const starts = (hasEnded || model.process?.status === "error") && link.start();
      // What has ended does not answer, however often it is asked.
      if (hasEnded && starts) return;
      const lost = !model.address || model.error?.kind === "preview-not-found";
      forbidden.clear();
      renewed = undefined;
      located();
      dispatch({ type: "reload", hard: true });
      if (!lost) return;
      // The session's own state says how it went.
      const relocate = () => located();
      void inputs().store.getSnapshot().refresh().then(relocate, relocate);
    },
    reveal: () => dispatch({ type: "reveal" }),
  };
}
