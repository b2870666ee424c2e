import type { ProcessState } from "../process";
import { runOf, type PreviewEvidence, type PreviewModel } from "./previewModel";
import { errorOf, troubleOf } from "./previewTrouble";
import { BACK_SOON_MS, isHeldBack, probeDelay, SLOW_MS } from "./previewSchedule";
import type { Verdict } from "./verdict";

/**
 * Evidence in, knowledge out; no clock, no network, no document. The driver obeys two fields: it
 * sends the frame to `address` whenever `navigation` grows, and probes when `wantsProbe` says so.
 */
export function step(
  model: PreviewModel,
  evidence: PreviewEvidence,
  now: number,
  random: () => number = Math.random,
): PreviewModel {
  return settle(weigh(model, evidence, now, random), now);
}

function weigh(
  model: PreviewModel,
  evidence: PreviewEvidence,
  now: number,
  random: () => number,
): PreviewModel {
  switch (evidence.type) {
    case "tick":
      return model;
    case "settings": {
      const { enabled, timeoutMs } = evidence;
      const next = { ...model, enabled, timeoutMs };
      if (enabled === model.enabled) return next;
      return { ...afresh(next, now), frame: "absent" };
    }
    case "address":
      return addressed(model, evidence, now);
    case "process":
      return processed(model, evidence.process, now);
    case "frame":
      // Another element took the place of the one that was shown: it starts from nothing.
      return evidence.frame === "mounted" && model.frame !== "absent"
        ? { ...afresh(model, now), frame: "mounted", fresh: true, frameAt: now }
        : { ...model, frame: evidence.frame, frameAt: now };
    case "probing":
      return {
        ...model,
        probing: true,
        askedAt: evidence.askedAt,
        probeAt: Infinity,
        round: model.round + 1,
        attempts: model.attempts + 1,
      };
    case "verdict":
      return evidence.round === model.round && model.probing
        ? judged({ ...model, probing: false, verdictAt: now }, evidence.verdict, now, random)
        : model;
    case "tried":
      return { ...model, tried: { navigation: evidence.navigation, loads: evidence.loads } };
    case "wake":
      return { ...model, probeAt: now };
    case "hidden":
      return evidence.hidden
        ? { ...model, hiddenAt: model.hiddenAt ?? now }
        : { ...model, hiddenAt: undefined, probeAt: now };
    case "sleep":
      return { ...afresh(model, now), asleep: true, frame: "absent" };
    case "reload":
      return model.shown && !evidence.hard
        ? { ...model, reloading: true, probeAt: now }
        : { ...navigated(afresh(model, now), now), asleep: false };
    case "reveal":
      // What failed before may be what the frame holds.
      return {
        ...(model.clean ? model : navigated(model, now)),
        shown: true,
        seen: true,
        probeAt: Infinity,
      };
  }
}

/** How long an app may go on answering after its process has ended, and while it is restarted. */
const AFTER_END_MS = 2_000;
const RESTART_MS = 10_000;

/** Nothing is known of the page any more. */
function afresh(model: PreviewModel, now: number): PreviewModel {
  return {
    ...covered(model, now),
    clean: true,
    seen: false,
    healing: false,
    verdict: undefined,
    wanted: 1,
    since: now,
    round: model.round + 1,
    probing: false,
  };
}

/** The page must not be seen until the evidence is good again. */
function covered(model: PreviewModel, now: number): PreviewModel {
  return {
    ...model,
    shown: false,
    healing: model.healing || model.shown,
    since: model.shown ? now : model.since,
    reloading: false,
    oks: 0,
    strikes: 0,
    blind: 0,
    probeAt: now,
  };
}

function navigated(model: PreviewModel, now: number): PreviewModel {
  const frame = model.frame === "absent" ? "absent" : "mounted";
  return {
    ...model,
    navigation: model.navigation + 1,
    fresh: true,
    clean: true,
    seen: false,
    frame,
    frameAt: now,
  };
}

function addressed(
  model: PreviewModel,
  { address, obstacle }: Extract<PreviewEvidence, { type: "address" }>,
  now: number,
): PreviewModel {
  const next = { ...model, address, obstacle };
  // Another session, which has no address yet: the frame has gone with the one before.
  if (!address) return model.address ? { ...afresh(next, now), frame: "absent" } : next;
  // The same place with a fresh token: whatever the frame shows, it keeps.
  if (address.shown === model.address?.shown) {
    return model.verdict?.kind === "preview-token-expired" ? { ...next, probeAt: now } : next;
  }
  return model.address ? navigated(afresh(next, now), now) : afresh(next, now);
}

const isUp = (process: ProcessState | undefined) =>
  process?.status === "running" || process?.status === "ready";

function processed(
  model: PreviewModel,
  process: ProcessState | undefined,
  now: number,
): PreviewModel {
  const next = { ...model, process };
  if (isUp(process)) {
    const upRun = `${process?.pid} ${process?.restartCount}`;
    if (model.upRun && upRun !== model.upRun) return { ...fallen(next, now), upRun };
    // The port has opened, or the process is up: the best moment to ask.
    const news = process?.status !== model.process?.status;
    const hurry = news && !model.shown;
    return { ...next, upRun, doubtUntil: 0, ...(hurry && { probeAt: now, strikes: 0 }) };
  }
  const ended = troubleOf(next)?.proof === "process";
  if (!ended && process?.status !== "restarting") return next;
  const over = { ...fallen(next, now), upRun: undefined };
  return {
    ...over,
    wanted: ended ? 2 : over.wanted,
    doubtUntil: now + (ended ? AFTER_END_MS : RESTART_MS),
    probeAt: now + BACK_SOON_MS,
  };
}

/** The server that the page came from is gone: the page has to be loaded anew. */
function fallen(model: PreviewModel, now: number): PreviewModel {
  return { ...covered(model, now), clean: false, round: model.round + 1, probing: false };
}

const isNetwork = ({ kind }: Verdict) =>
  kind === "offline" || kind === "sandbox-unreachable" || kind === "timeout";

function judged(
  model: PreviewModel,
  verdict: Verdict,
  now: number,
  random: () => number,
): PreviewModel {
  const unread = isUnread(verdict);
  const blind = unread ? model.blind + 1 : 0;
  if (!verdict.kind || (unread && (model.reloading || isBelieved(verdict, model.process)))) {
    // What is shutting down answers for a moment; what somebody else started goes on, or comes after
    // a failure.
    if (now < model.doubtUntil) return { ...model, verdict, probeAt: now + BACK_SOON_MS };
    const oks = unread ? model.wanted : model.oks + 1;
    const good = { ...model, verdict, blind, oks, strikes: 0 };
    if (model.reloading) {
      const next = { ...navigated(good, now), fresh: false, reloading: false, seen: true };
      return { ...next, probeAt: Infinity };
    }
    const enough = oks >= model.wanted;
    return {
      ...(isOwnPage(model) ? good : navigated(good, now)),
      probeAt: enough ? Infinity : now,
      outlived: enough ? runOf(model.process) : model.outlived,
    };
  }
  const strikes = unread ? model.strikes : model.strikes + 1;
  const next = { ...model, verdict, blind, strikes, oks: 0, doubtUntil: 0 };
  if (model.shown && !model.reloading) return doubted(next, verdict, now, random);
  const failed = {
    ...(model.shown ? { ...covered(next, now), strikes } : next),
    // A page that was seen outlives a network that is away; nothing else does.
    clean: isNetwork(verdict) && model.seen ? model.clean : false,
    wanted: (verdict.status ?? 0) >= 500 ? 2 : model.wanted,
  };
  const delay = probeDelay(settle(failed, now), now, random);
  return { ...failed, probeAt: Math.min(model.probeAt, now + delay) };
}

/** What an answer is worth that cannot be read is open, unless a frame would not show it. */
const isUnread = ({ kind, loads }: Verdict): boolean =>
  (kind === "cors-missing" || kind === "blocked-by-csp") && loads !== false;

/**
 * Something answers that cannot be read: the app, or a gateway saying that there is none. A trial in a
 * frame settles it, or the open port of the process. Without either it is never taken for the app.
 */
const isBelieved = ({ loads }: Verdict, process: ProcessState | undefined): boolean =>
  loads === true || process?.status === "ready";

/** A page that the frame had loaded before the good answer was asked for may be an older, bad one. */
const isOwnPage = ({ clean, seen, frame, frameAt, askedAt }: PreviewModel): boolean =>
  clean && (seen || frame !== "loaded" || frameAt >= askedAt);

/** A page that is shown is not taken away for one bad answer, nor for a network that sleeps. */
function doubted(
  model: PreviewModel,
  verdict: Verdict,
  now: number,
  random: () => number,
): PreviewModel {
  if (verdict.kind === "offline") return { ...model, strikes: 0, probeAt: Infinity };
  // The token is the driver's to renew. What the frame holds was let in before.
  const harmless = verdict.kind === "preview-token-expired" || model.blind > 0;
  if (harmless) return { ...model, probeAt: Infinity };
  if (model.strikes < (isNetwork(verdict) ? 3 : 2)) {
    return { ...model, probeAt: now + probeDelay(model, now, random) };
  }
  const next = covered(model, now);
  return {
    ...next,
    clean: isNetwork(verdict),
    wanted: (verdict.status ?? 0) >= 500 ? 2 : 1,
    probeAt: now + probeDelay({ ...next, strikes: 1 }, now, random),
  };
}

/** Draws the conclusions: shown or not, slow or not, an error or not. */
function settle(model: PreviewModel, now: number): PreviewModel {
  const trouble = troubleOf(model);
  const there =
    model.frame === "loaded" || (isHeldBack(model, now) && model.tried?.loads !== false);
  const good = model.clean && model.oks >= model.wanted && there;
  const shown = model.enabled && !trouble?.proof && (model.shown || good);
  if (shown) {
    return { ...model, shown, seen: true, healing: false, slow: false, error: undefined };
  }
  const waiting = model.shown
    ? { ...model, shown: false, healing: true, since: now, oks: 0 }
    : { ...model, shown: false };
  const error = errorOf(waiting, now);
  const slow = !error && model.enabled && !model.asleep && now - model.since >= SLOW_MS;
  return { ...waiting, error, slow, ...(trouble?.proof === "obstacle" && { probeAt: Infinity }) };
}
