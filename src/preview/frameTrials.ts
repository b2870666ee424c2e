import { withTimeLimit } from "../core";
import type { Frame } from "./frame";
import type { FrameAddress } from "./frameAddress";
import { bringCookie, isCookieKept } from "./gatewayCookie";
import type { PreviewEvent, PreviewModel } from "./previewModel";
import { COMMIT_GRACE_MS } from "./previewSchedule";
import { loadsInFrame, type TrialOptions } from "./trialLoad";

/** What is tried with the frame's address out of sight, beside the frame. */
export interface FrameTrials {
  /** Begins what is due. */
  run(model: PreviewModel, now: number): void;
  /** Whether the browser shows it in a frame like this one. */
  loads(href: string, signal: AbortSignal): Promise<boolean | undefined>;
  /** Loads the address for its cookie; `false` when nothing comes. */
  bring(address: FrameAddress): Promise<boolean>;
  /** Whether the cookie lets the page's requests in; undefined where that cannot be found out. */
  isLetIn(address: FrameAddress): Promise<boolean | undefined>;
  stop(): void;
}

/** A page that is held back is kept covered no longer than this by a trial of it. */
const HELD_BACK_TRIAL_MS = 2_000;
/** A private preview is kept covered no longer than this by the question whether its cookie is kept. */
const COOKIE_TRIAL_MS = 10_000;

export function createFrameTrials(
  frame: Frame,
  document: () => Document,
  dispatch: (event: PreviewEvent) => void,
): FrameTrials {
  let ending = new AbortController();
  /** The navigation whose page is being tried. */
  let trying: { navigation: number; abort: AbortController } | undefined;
  let isAskingForCookie = false;

  const options = (signal: AbortSignal): TrialOptions => ({
    signal,
    document: document(),
    isCredentialless: frame.element()?.hasAttribute("credentialless") === true,
  });
  /** Undefined when it takes too long, or when nothing is to be tried any more. */
  const inTime = <Value>(
    limitMs: number,
    signal: AbortSignal,
    trial: (options: TrialOptions) => Promise<Value>,
  ): Promise<Value | undefined> =>
    withTimeLimit({ signal, limitMs, late: () => new Error("late") }, (own) =>
      trial(options(own)),
    ).catch(() => undefined);

  /** A page that is held back may be the browser's own, of which Firefox reports nothing. */
  function tryHeldBack({ address, frame: stage, frameAt, navigation }: PreviewModel, now: number) {
    if (stage !== "committed" || now - frameAt < COMMIT_GRACE_MS || !address) return;
    if (trying?.navigation === navigation) return;
    trying?.abort.abort();
    const { signal } = (trying = { navigation, abort: new AbortController() }).abort;
    void inTime(HELD_BACK_TRIAL_MS, signal, (own) => loadsInFrame(address.href, own)).then(
      (loads) => {
        if (!signal.aborted) dispatch({ type: "tried", navigation, loads });
      },
    );
  }

  const isLetIn = (address: FrameAddress) =>
    inTime(COOKIE_TRIAL_MS, ending.signal, (own) => isCookieKept(address, own));

  /** The cookie comes with the page: sooner there is nothing to find out. */
  function askForCookie({ address, cookie, frame: stage, successes, wanted }: PreviewModel) {
    if (!address?.token || cookie || isAskingForCookie || successes < wanted) return;
    if (stage !== "committed" && stage !== "loaded") return;
    isAskingForCookie = true;
    const { signal } = ending;
    void isLetIn(address).then((isKept) => {
      if (signal.aborted) return;
      isAskingForCookie = false;
      const found = isKept === undefined ? "unknown" : isKept ? "kept" : "refused";
      dispatch({ type: "cookie", origin: address.origin, cookie: found });
    });
  }

  return {
    run(model, now) {
      tryHeldBack(model, now);
      askForCookie(model);
    },
    loads: (href, signal) => loadsInFrame(href, options(signal)),
    bring: async (address) =>
      (await inTime(COOKIE_TRIAL_MS, ending.signal, (own) => bringCookie(address, own))) ?? false,
    isLetIn,
    stop() {
      trying?.abort.abort();
      trying = undefined;
      ending.abort();
      ending = new AbortController();
      isAskingForCookie = false;
    },
  };
}
