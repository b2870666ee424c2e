import type { PreviewModel } from "./previewModel";

/** Nothing is known of the page any more. */
export function reset(model: PreviewModel, now: number): PreviewModel {
  return {
    ...covered(model, now),
    clean: true,
    vacant: false,
    seen: false,
    isForeign: false,
    cookie: model.cookie === "kept" ? model.cookie : undefined,
    healing: false,
    probeResult: undefined,
    wanted: 1,
    since: now,
    round: model.round + 1,
    probing: false,
  };
}

/** The page must not be seen until the evidence is good again. */
export function covered(model: PreviewModel, now: number): PreviewModel {
  return {
    ...model,
    shown: false,
    healing: model.healing || model.shown,
    since: model.shown ? now : model.since,
    reloading: false,
    successes: 0,
    failures: 0,
    opaqueResponses: 0,
    probeAt: now,
  };
}

/** The frame is to go to the address. */
export function navigated(model: PreviewModel, now: number): PreviewModel {
  const frame = model.frame === "absent" ? "absent" : "mounted";
  return {
    ...model,
    navigation: model.navigation + 1,
    fresh: true,
    clean: true,
    vacant: false,
    seen: false,
    isForeign: false,
    frame,
    frameAt: now,
  };
}

/** The server that the page came from is gone: the page has to be loaded anew. */
export function crashed(model: PreviewModel, now: number): PreviewModel {
  return { ...covered(model, now), clean: false, round: model.round + 1, probing: false };
}

/** The frame lets go of the page, which is lost in any case. */
export const emptied = ({ frame }: PreviewModel) =>
  ({ vacant: true, frame: frame === "absent" ? "absent" : "mounted" }) as const;
