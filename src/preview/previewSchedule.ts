import { LONG_HIDDEN_MS } from "../core";
import type { PreviewModel } from "./previewModel";

/** Without a page for this long, the preview says that it is slow. */
export const SLOW_MS = 15_000;
/** A frame that the app's good answer does not bring to load within this gets no more patience. */
export const WATCHDOG_MS = 10_000;
/** How long a slow resource may hold a committed page back from being shown. */
export const COMMIT_GRACE_MS = 1_000;
/** The first probes after a fall are this far apart. */
export const BACK_SOON_MS = 150;
/** A look at the frame's document costs as much as a document, so it is not taken at first. */
const COMMIT_LOOK_MS = 500;
/** An error that has lasted this long is not asked about again until something happens. */
const GIVE_UP_MS = 600_000;

/** A page was committed and its load held back for so long that a trial in a frame was made. */
export const isHeldBack = ({ frame, frameAt, tried, navigation }: PreviewModel, now: number) =>
  frame === "committed" && now - frameAt >= COMMIT_GRACE_MS && tried?.navigation === navigation;

const between = (least: number, wanted: number) => Math.min(60_000, Math.max(least, wanted));

/** How long to wait before the next probe. */
export function probeDelay(model: PreviewModel, now: number, random: () => number): number {
  const waited = now - model.since;
  if (!model.shown && waited > GIVE_UP_MS) return Infinity;
  const pause = model.healing
    ? // What was there comes back: never noticed later than a twentieth of the time it was away.
      between(BACK_SOON_MS, waited / 20)
    : model.error || waited > model.timeoutMs
      ? between(2_000, waited / 10)
      : Math.min(2_000, 250 * 2 ** Math.min(model.failures + model.opaqueResponses - 1, 3));
  const asked = Math.min(model.probeResult?.retryAfterMs ?? 0, 60_000);
  return Math.max(asked, pause * (0.75 + random() / 4));
}

/** Whether a probe is due. */
export function wantsProbe(model: PreviewModel, now: number): boolean {
  return !model.probing && probeTime(model) <= now;
}

/** When the machine needs the time again. */
export function dueAt(model: PreviewModel, now: number): number {
  const answered = model.successes >= model.wanted;
  const times = model.shown
    ? []
    : [
        model.since + SLOW_MS,
        model.since + model.timeoutMs,
        answered && model.frame === "committed" ? model.frameAt + COMMIT_GRACE_MS : Infinity,
        answered ? Math.max(model.frameAt, model.probeResultAt) + WATCHDOG_MS : Infinity,
      ].filter((time) => time > now);
  return Math.min(model.probing ? Infinity : probeTime(model), ...times);
}

function probeTime({ enabled, asleep, address, hiddenAt, probeAt }: PreviewModel): number {
  if (!enabled || asleep || !address) return Infinity;
  return hiddenAt !== undefined && probeAt > hiddenAt + LONG_HIDDEN_MS ? Infinity : probeAt;
}

/** From when on a frame that does not load is looked at: it may have committed all the same. */
export function lookAt({ shown, frame, fresh, successes, probeResultAt }: PreviewModel): number {
  return !shown && frame === "mounted" && fresh && successes > 0
    ? probeResultAt + COMMIT_LOOK_MS
    : Infinity;
}
