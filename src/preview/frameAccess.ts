import { frameAddress, type FrameAddress } from "./frameAddress";
import type { PreviewModel } from "./previewModel";
import type { PreviewEngineHost } from "./previewStore";
import type { PreviewAccess } from "./types";

/** What can be tried out of sight, beside the frame. */
export interface AccessTrials {
  /** Loads the address, for the cookie that comes along; `false` when nothing comes. */
  bring(address: FrameAddress): Promise<boolean>;
  /** Whether the page's requests are let in; undefined where that cannot be found out. */
  isLetIn(address: FrameAddress): Promise<boolean | undefined>;
}

/** Where the frame would be sent now, and what matters for its page's access. */
export interface AccessFacts {
  readonly address: FrameAddress | undefined;
  /** When the address's token ends, in milliseconds since 1970, if the backend says so. */
  readonly endsAt: number | undefined;
  /** The backend was asked for a newer one, in vain. */
  readonly isOverdue: boolean;
  /** A page that a cookie lets in is in the frame. */
  readonly isLive: boolean;
  readonly isHidden: boolean;
  /** While it is hidden the page may be loaded anew. */
  readonly mayReload: boolean;
}

/** What of a preview matters for its page's access. */
export function factsOf(
  { address, frame, cookie, hiddenAt }: PreviewModel,
  { inputs, located }: Pick<PreviewEngineHost, "inputs" | "located">,
): AccessFacts {
  const { store, reloadAtAccessEnd } = inputs();
  const { source } = located();
  return {
    address,
    endsAt: source?.token === address?.token ? source?.expiresAt : undefined,
    isOverdue: store.getSnapshot().refreshError !== undefined,
    isLive: frame === "loaded" && (cookie === "kept" || cookie === "unknown"),
    isHidden: hiddenAt !== undefined,
    mayReload: reloadAtAccessEnd === "hidden",
  };
}

/** What the watch does to the preview. */
export interface AccessEffects {
  tell(access: PreviewAccess | undefined): void;
  reload(): void;
}

/** Keeps the access of a private preview's page alive from one token to the next. */
export interface FrameAccess {
  run(facts: AccessFacts): void;
  /** The frame has loaded a page; `href` is the last address that it was given. */
  arrived(href: string | undefined): void;
  /** Whether the page would have a longer access if it were loaded anew. */
  readonly reloadHelps: boolean;
  stop(): void;
}

/** The gateway's clock decides, not this device's. */
const AFTER_END_MS = 1_000;
/** An end is told of at most this long before it comes. */
const LONGEST_NOTICE_MS = 60_000;
/** The session asks for the next token no later than this, or than a thirtieth of the life, before the end. */
const SHORTEST_MARGIN_MS = 5_000;
const MARGIN_SHARE = 1 / 30;
const RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;
const MOST_QUESTIONS = 5;
/** A tab that was hidden is given so long to fetch what it has missed. */
const BACK_MS = 5_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const endsSooner = (one: Token, other: Token | undefined) =>
  !other || (one.endsAt ?? Infinity) < (other.endsAt ?? Infinity);

interface Token {
  readonly text: string | undefined;
  readonly endsAt?: number | undefined;
  /** How long it was good for when it was first seen. */
  readonly life?: number;
}

/**
 * The page's requests are let in by a cookie that holds a token. Whether a newer one has taken its place
 * cannot be seen before the older one has ended. Then it is looked at; a gateway that has done it once
 * is trusted to do it again.
 */
export function watchAccess(trials: AccessTrials, { tell, reload }: AccessEffects): FrameAccess {
  let facts: AccessFacts | undefined;
  let newest: Token = { text: undefined };
  /** What the cookie holds, as far as is known. */
  let held = newest;
  /** What the cookie held before, and may hold still: it has not ended yet. */
  let former: Token | undefined;
  /** Whether a newer token takes the place of an older one in the cookie; undefined until that was seen. */
  let renews: boolean | undefined;
  let isLost = false;
  /** The token for which the page was loaded anew by itself. */
  let reloadedFor: string | undefined;
  let failures = 0;
  let retryAt = 0;
  let quietUntil = 0;
  let told: PreviewAccess | undefined;
  let isBusy = false;
  /** What comes of a trial that was begun for another page does not count. */
  let round = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const putOff = () =>
    void (retryAt = Date.now() + Math.min(RETRY_MS * 2 ** failures++, LONGEST_RETRY_MS));

  async function bring(address: FrameAddress, token: Token): Promise<() => void> {
    const isBrought = await trials.bring(address);
    return () => {
      if (!isBrought) return putOff();
      failures = retryAt = 0;
      if (renews !== true) former = endsSooner(held, former) ? held : former;
      held = token;
    };
  }

  /** A gateway that has kept the older token until its end may take a newer one now. */
  async function confirm(address: FrameAddress): Promise<() => void> {
    const isRenewed = await trials.isLetIn(address);
    const isHealed =
      isRenewed === false ? (await trials.bring(address)) && (await trials.isLetIn(address)) : true;
    return () => {
      // What could not be found out is asked again, but not for ever: the page's own policy may forbid it.
      const isUnknown = isRenewed === undefined || isHealed === undefined;
      if (isUnknown && failures < MOST_QUESTIONS) return putOff();
      failures = retryAt = 0;
      former = undefined;
      isLost = isHealed === false;
      if (isRenewed) renews = true;
      else if (isLost) renews = false;
    };
  }

  function act(work: Promise<() => void>): void {
    const own = round;
    isBusy = true;
    void work.then((apply) => {
      if (own !== round) return;
      isBusy = false;
      apply();
      look();
    });
  }

  const isDoubted = () => renews === false && former !== undefined;

  /** Begins what is due; says when there will be more to do. */
  function work(address: FrameAddress, now: number): number {
    if (isBusy) return Infinity;
    const checkAt = former?.endsAt ? Math.max(former.endsAt + AFTER_END_MS, retryAt) : Infinity;
    const isRenewed = held.text === newest.text;
    if (!isRenewed && now >= retryAt) act(bring(address, newest));
    else if (now >= checkAt) act(confirm(address));
    else return isRenewed ? checkAt : Math.min(checkAt, retryAt);
    return Infinity;
  }

  /** What the page loses, and when there will be more to say. */
  function accessAt(now: number): { access?: PreviewAccess; nextAt: number } {
    if (isLost) return { access: "ended", nextAt: Infinity };
    const { endsAt = Infinity, life = 0 } = (isDoubted() && former) || held;
    const margin = 0.8 * Math.max(life * MARGIN_SHARE, SHORTEST_MARGIN_MS);
    const notice = Math.min(LONGEST_NOTICE_MS, facts?.isOverdue ? life / 2 : margin);
    if (now >= endsAt) return { access: "ended", nextAt: Infinity };
    if (now >= endsAt - notice) return { access: "ending", nextAt: endsAt };
    return { nextAt: endsAt - notice };
  }

  function look(): void {
    clearTimeout(timer);
    if (!facts) return;
    const { address, isHidden, isLive, mayReload } = facts;
    const now = Date.now();
    let nextAt = Infinity;
    let access: PreviewAccess | undefined;
    if (address?.token && isLive) {
      const workAt = work(address, now);
      ({ access, nextAt } = { access: undefined, ...accessAt(now) });
      nextAt = Math.min(nextAt, workAt);
    }
    // Nobody sees it, and a device that slept has yet to ask for what it has missed.
    if (isHidden && held.text === newest.text) quietUntil = now + BACK_MS;
    const isQuiet = access !== undefined && !isLost && now < quietUntil;
    if (isQuiet) nextAt = Math.min(nextAt, quietUntil);
    if (nextAt < Infinity) timer = setTimeout(look, Math.min(nextAt - now, LONGEST_TIMER_MS));
    // Once for each token: it may be of no use.
    const reloads = access && isHidden && mayReload && (isLost || isDoubted());
    const isFirst = reloads && reloadedFor !== newest.text;
    if (isFirst) reloadedFor = newest.text;
    if (!isQuiet && access !== told) tell((told = access));
    if (isFirst) reload();
  }

  return {
    run(now) {
      facts = now;
      const { address, endsAt } = now;
      if (address?.token !== newest.text) {
        const life = endsAt && endsAt - Date.now();
        newest = { text: address?.token, endsAt, ...(life && { life }) };
        retryAt = 0;
      }
      if (held.text === newest.text) held = newest;
      look();
    },
    arrived(href) {
      const at = href === undefined ? undefined : frameAddress(href, undefined, undefined);
      const text = typeof at === "object" ? at.token : undefined;
      // A page that is loaded anew may still have the cookie of the one before.
      if (text !== held.text)
        former = renews === undefined && held.text ? (former ?? held) : undefined;
      held = text === newest.text ? newest : { text };
      isLost = false;
      isBusy = false;
      failures = retryAt = 0;
      round++;
    },
    get reloadHelps() {
      return isLost || held.text !== newest.text || isDoubted();
    },
    stop() {
      clearTimeout(timer);
      facts = undefined;
      isBusy = false;
      round++;
    },
  };
}
