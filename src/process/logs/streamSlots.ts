import { delay, isHidden, nextCall, onWake, pauseOrHint } from "../../core";
import { pageBoard, type PlaceBoard, type PutUp, tabBoard } from "./placeBoard";
import { nextTurn, type Claim, type StreamUse } from "./streamPlaces";

/** How long a stream is left alone while others wait for its place. */
const TURN_MS = 2_000;
/** Of the names of all locks. Tabs with another version of this code may be open. */
const PREFIX = "blaxel-react 1";

/** The right to hold one stream open. */
export interface StreamSlot {
  /** Aborted when another stream needs the place. */
  readonly signal: AbortSignal;
  release(): void;
}

export interface SlotRequest {
  /** Where the sandbox answers. */
  url: string;
  use(): StreamUse;
  /** How much longer than usual its turn is, in milliseconds, for instance what its replay costs. */
  extraMs(): number;
  signal: AbortSignal;
}

/** Tells this page from the other tabs. */
const page = /* @__PURE__ */ Math.random().toString(36).slice(2);
const seenName = (page: string) => `${PREFIX} seen ${page}`;
let last = 0;

/**
 * A place among the few streams to a host that all tabs share, in turns if need be. Resolves when
 * there is one; rejects with the reason of the signal.
 */
export async function acquireSlot(request: SlotRequest): Promise<StreamSlot> {
  const { signal } = request;
  const { host } = new URL(request.url);
  const prefix = `${PREFIX} ${host} `;
  const board = await boardOf(host, prefix);
  const leave = board.join();
  try {
    for (;;) {
      if (signal.aborted) throw signal.reason;
      const found = await board.alone(() => look(board, prefix, request), signal);
      if ("release" in found) return slotOf(found, leave, signal);
      const { names, ms } = found;
      await pauseOrHint(
        (signal) => delay(ms, signal),
        (signal) => Promise.race([board.changed(names, signal), shownOrHidden(signal)]),
        signal,
      );
    }
  } catch (error) {
    leave();
    throw error;
  }
}

function slotOf(held: PutUp, leave: () => void, { aborted, reason }: AbortSignal): StreamSlot {
  const release = () => {
    held.release();
    leave();
  };
  if (!aborted) return { signal: held.signal, release };
  held.release();
  throw reason;
}

/** Takes a place if it is this stream's turn; otherwise says what to wait for. */
async function look(board: PlaceBoard, prefix: string, { use: useNow, extraMs }: SlotRequest) {
  const { claims, names } = read(await board.names(), `${prefix}place `);
  const now = Date.now();
  const use = useNow();
  const turn = nextTurn(claims, { use, isSeen: !isHidden() }, board.places(), now);
  if (turn.next === "wait") return { names, ms: turn.ms };
  if (turn.next === "evict") await board.takeDown(turn.name);
  const until = Math.round(now + TURN_MS + extraMs());
  return board.put(`${prefix}place ${page} ${use} ${until} ${++last}`);
}

/** The places that are held, and all names by which that is known. */
function read(held: readonly string[], prefix: string) {
  const places = held.filter((name) => name.startsWith(prefix));
  const seen = new Set<string>();
  const claims = places.map((name): Claim => {
    const [holder = "", use = "", until] = name.slice(prefix.length).split(" ");
    const sign = seenName(holder);
    const isSeen = holder === page ? !isHidden() : held.includes(sign);
    if (isSeen && holder !== page) seen.add(sign);
    return { name, isSeen, use, until: Number(until) };
  });
  return { claims, names: [...places, ...seen] };
}

const shownOrHidden = (signal: AbortSignal) =>
  nextCall((listener) => onWake(listener, listener), signal);

const boards = new Map<string, PlaceBoard>();

async function boardOf(host: string, prefix: string): Promise<PlaceBoard> {
  const hasTabs = typeof document === "object" && !isMultiplexed(host);
  const locks = hasTabs ? await usableLocks() : undefined;
  const known = boards.get(host);
  if (known) return known;
  const board = locks ? tabBoard(locks, prefix, seenName(page)) : pageBoard({ isBlind: hasTabs });
  boards.set(host, board);
  return board;
}

/** A plain http page has none, unless it is on loopback; a frame without an origin is refused them. */
export async function usableLocks(): Promise<LockManager | undefined> {
  try {
    const { locks } = navigator as { locks?: LockManager };
    await locks?.query();
    return locks;
  } catch {
    return undefined;
  }
}

/** Whether this host is known to answer many requests over one connection, as from HTTP/2 on. */
function isMultiplexed(host: string): boolean {
  return performance
    .getEntriesByType("resource")
    .some(
      (entry) =>
        entry instanceof PerformanceResourceTiming &&
        /^h[23]/.test(entry.nextHopProtocol) &&
        new URL(entry.name).host === host,
    );
}
