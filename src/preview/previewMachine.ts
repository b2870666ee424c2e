import { isBelieved, isNetwork, isOpaque, isOwnPage } from "./answerWorth";
import { covered, emptied, navigated, reset } from "./pageKnowledge";
import { runOf, type PreviewEvent, type PreviewModel } from "./previewModel";
import { errorOf, troubleOf } from "./previewTrouble";
import { processed } from "./processNews";
import { BACK_SOON_MS, isHeldBack, probeDelay, SLOW_MS } from "./previewSchedule";
import type { ProbeResult } from "./probeResult";
import type { FrameStage } from "./types";

/**
 * Evidence in, knowledge out; no clock, no network, no document. The driver follows two fields: it
 * sends the frame to `address` whenever `navigation` grows, and probes when `wantsProbe` says so.
 */
export function step(
  model: PreviewModel,
  event: PreviewEvent,
  now: number,
  random: () => number = Math.random,
): PreviewModel {
  return settle(weigh(model, event, now, random), now);
}

function weigh(
  model: PreviewModel,
  event: PreviewEvent,
  now: number,
  random: () => number,
): PreviewModel {
  switch (event.type) {
    case "tick":
      return model;
    case "settings": {
      const { enabled, timeoutMs } = event;
      const next = { ...model, enabled, timeoutMs };
      if (enabled === model.enabled) return next;
      return { ...reset(next, now), frame: "absent" };
    }
    case "address":
      return addressed(model, event, now);
    case "process":
      return processed(model, event.process, now);
    case "frame":
      if (model.vacant && event.frame !== "mounted") return model;
      if (event.frame === "loaded" && model.frame === "loaded") return strayed(model, now);
      // Another element took the place of the one that was shown: it starts from nothing.
      return event.frame === "mounted" && model.frame !== "absent"
        ? { ...reset(model, now), frame: "mounted", fresh: true, frameAt: now }
        : {
            ...model,
            frame: event.frame,
            frameAt: now,
            clean: model.clean || isLate(model, event),
          };
    case "probing":
      return {
        ...model,
        probing: true,
        askedAt: event.askedAt,
        probeAt: Infinity,
        round: model.round + 1,
        attempts: model.attempts + 1,
      };
    case "probeResult":
      return event.round === model.round && model.probing
        ? probed({ ...model, probing: false, probeResultAt: now }, event.probeResult, now, random)
        : model;
    case "tried":
      return { ...model, tried: { navigation: event.navigation, loads: event.loads } };
    case "cookie":
      return event.origin === model.address?.origin ? { ...model, cookie: event.cookie } : model;
    case "access":
      return { ...model, access: event.access };
    case "wake":
      return { ...model, probeAt: now };
    case "hidden":
      return event.hidden
        ? { ...model, hiddenAt: model.hiddenAt ?? now }
        : { ...model, hiddenAt: undefined, probeAt: now };
    case "sleep":
      return { ...reset(model, now), asleep: true, frame: "absent" };
    case "reload":
      return model.shown && !event.hard
        ? { ...model, reloading: true, probeAt: now }
        : { ...navigated(reset(model, now), now), asleep: false };
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

/** The kit did not send the frame to what it holds now: what was found out was about another page. */
function strayed(model: PreviewModel, now: number): PreviewModel {
  const { shown, successes, wanted } = model;
  // The user wanted to see whatever there is.
  if (shown && successes < wanted) return model;
  const asked = { round: model.round + 1, probing: false, probeAt: now };
  return { ...model, ...asked, frameAt: now, seen: shown, isForeign: shown };
}

function addressed(
  model: PreviewModel,
  { address, obstacle }: Extract<PreviewEvent, { type: "address" }>,
  now: number,
): PreviewModel {
  const cookie = address?.origin === model.address?.origin ? model.cookie : undefined;
  const next = { ...model, address, obstacle, cookie };
  // Another session, which has no address yet: the frame has gone with the one before.
  if (!address) return model.address ? { ...reset(next, now), frame: "absent" } : next;
  // The same place with a fresh token: whatever the frame shows, it keeps.
  if (address.shown === model.address?.shown) {
    return model.probeResult?.kind === "preview-token-expired" ? { ...next, probeAt: now } : next;
  }
  return model.address ? navigated(reset(next, now), now) : reset(next, now);
}

function probed(
  model: PreviewModel,
  probeResult: ProbeResult,
  now: number,
  random: () => number,
): PreviewModel {
  const opaque = isOpaque(probeResult);
  const opaqueResponses = opaque ? model.opaqueResponses + 1 : 0;
  if (
    !probeResult.kind ||
    (opaque && (model.reloading || isBelieved(probeResult, model.process)))
  ) {
    // A server that shuts down answers for a moment; one that another client started goes on, or
    // comes after a failure.
    if (now < model.unsettledUntil) return { ...model, probeResult, probeAt: now + BACK_SOON_MS };
    const successes = opaque ? model.wanted : model.successes + 1;
    const heard = { probeResult, opaqueResponses, successes };
    const good = { ...model, ...heard, failures: 0, isForeign: false };
    if (model.reloading) {
      const next = { ...navigated(good, now), fresh: false, reloading: false, seen: true };
      return { ...next, probeAt: Infinity };
    }
    const enough = successes >= model.wanted;
    return {
      ...(isOwnPage(model) ? good : navigated(good, now)),
      probeAt: enough ? Infinity : now,
      outlived: enough ? runOf(model.process) : model.outlived,
    };
  }
  const failures = opaque ? model.failures : model.failures + 1;
  const next = {
    ...model,
    probeResult,
    opaqueResponses,
    failures,
    successes: 0,
    unsettledUntil: 0,
  };
  if (model.shown && !model.reloading) return keptShown(next, probeResult, now, random);
  const failed = {
    ...(model.shown ? { ...covered(next, now), failures } : next),
    // A page that was seen outlives a network that is away; nothing else does.
    clean: isNetwork(probeResult) && model.seen ? model.clean : false,
    // What the page of an ended server goes on asking for fails, and its browser prints that.
    ...(model.process?.status === "exited" && troubleOf(model)?.proof && emptied(model)),
    wanted: (probeResult.status ?? 0) >= 500 ? 2 : model.wanted,
  };
  const delay = probeDelay(settle(failed, now), now, random);
  return { ...failed, probeAt: Math.min(model.probeAt, now + delay) };
}

/** A page that is shown is not taken away for one bad answer, nor for a network that sleeps. */
function keptShown(
  model: PreviewModel,
  probeResult: ProbeResult,
  now: number,
  random: () => number,
): PreviewModel {
  const unread = model.opaqueResponses > 0;
  const isForeign = model.isForeign && !unread;
  if (probeResult.kind === "offline" && !isForeign) {
    return { ...model, failures: 0, probeAt: Infinity };
  }
  // The token is the driver's to renew. What the frame holds was let in before.
  const harmless = unread || (probeResult.kind === "preview-token-expired" && !isForeign);
  if (harmless) return { ...model, probeAt: Infinity };
  if (!isForeign && model.failures < (isNetwork(probeResult) ? 3 : 2)) {
    return { ...model, probeAt: now + probeDelay(model, now, random) };
  }
  const next = covered(model, now);
  return {
    ...next,
    clean: isNetwork(probeResult) && !isForeign,
    wanted: (probeResult.status ?? 0) >= 500 ? 2 : 1,
    probeAt: now + probeDelay({ ...next, failures: 1 }, now, random),
  };
}

/** The page of an app that is slow to answer comes after a probe that was given up. */
const isLate = ({ probeResult }: PreviewModel, { frame }: { frame: FrameStage }): boolean =>
  frame === "loaded" && probeResult?.kind === "timeout" && probeResult.status === undefined;

/** Draws the conclusions: shown or not, slow or not, an error or not. */
function settle(model: PreviewModel, now: number): PreviewModel {
  const trouble = troubleOf(model);
  const there =
    model.frame === "loaded" || (isHeldBack(model, now) && model.tried?.loads !== false);
  const isLetIn = !model.address?.token || model.cookie === "kept" || model.cookie === "unknown";
  const good = model.clean && model.successes >= model.wanted && there && isLetIn;
  const shown = model.enabled && !trouble?.proof && (model.shown || good);
  if (shown) {
    return { ...model, shown, seen: true, healing: false, slow: false, error: undefined };
  }
  const waiting = model.shown
    ? { ...model, shown: false, healing: true, since: now, successes: 0 }
    : { ...model, shown: false };
  const error = errorOf(waiting, now);
  const slow = !error && model.enabled && !model.asleep && now - model.since >= SLOW_MS;
  return { ...waiting, error, slow, ...(trouble?.proof === "obstacle" && { probeAt: Infinity }) };
}
