import type { Journal, JournalItem } from "./journal";
import { LineReplay } from "./lineReplay";
import type { LogPiece } from "./logPiece";
import type { ManagedProcess } from "./managedProcess";
import type { NameHistory } from "./nameHistory";
import { OutputReader } from "./outputReader";

const PIECE_BYTES = 32 * 1024;

/** How a reader of profile A is to treat what a run wrote just before it exited. */
export type LastWords = "deliver" | "withhold-unheard";

/**
 * Profile B: everything from the start, byte for byte, then live, to the final exit. The output is
 * read from disk as fast as it is taken, so a slow reader holds up no other and loses nothing
 * that is still kept.
 */
export async function* followExactly(
  process: ManagedProcess,
  signal: AbortSignal,
): AsyncGenerator<LogPiece[]> {
  const reader = new OutputReader();
  const streamEnd = process.streamEnd();
  const { items } = process.journal;
  const attachedAt = items.length;
  try {
    let index = 0;
    let consumed = 0;
    let inGap = false;
    while (!signal.aborted) {
      const item = items[index];
      if (item?.kind === "live-notice") {
        if (index >= attachedAt) yield [notice(item.text)];
        index++;
      } else if (item && consumed < item.length) {
        const piece = await reader.read(item, consumed, PIECE_BYTES);
        consumed = piece.end;
        const isGap = piece.kind === "gap";
        if (!isGap || !inGap) yield [piece];
        inGap = isGap;
      } else if (item && index + 1 < items.length) {
        index++;
        consumed = 0;
      } else {
        if (streamEnd()) return;
        await process.journal.changed();
      }
    }
  } finally {
    await reader.close();
  }
}

/**
 * Profile A: first a replay, line by line, of everything that was ever written under the name, then
 * the pieces as the server met them, to the end of this run.
 */
export async function* followAsProfileA(
  process: ManagedProcess,
  history: NameHistory,
  signal: AbortSignal,
  lastWords: LastWords,
): AsyncGenerator<LogPiece[]> {
  const reader = new OutputReader();
  const streamEnd = process.streamEnd();
  const { items } = process.journal;
  let index = items.length;
  try {
    const earlier: [Journal, number][] = history.processes.map((each) => [
      each.journal,
      each.journal.items.length,
    ]);
    let heard = yield* replay(earlier, reader, signal);
    while (!signal.aborted) {
      const over = streamEnd();
      const item = over && index >= over.end ? undefined : items[index];
      if (!item) {
        if (over) return;
        await process.journal.changed();
        continue;
      }
      const isLast = over !== undefined && index >= over.drainedFrom;
      if (isLast && lastWords === "withhold-unheard" && (!heard || !over.isFinal)) return;
      index++;
      heard = true;
      if (item.kind === "live-notice") yield [notice(item.text)];
      else yield [await reader.read(item, 0, item.length)];
    }
  } finally {
    await reader.close();
  }
}

async function* replay(
  journals: [Journal, number][],
  reader: OutputReader,
  signal: AbortSignal,
): AsyncGenerator<LogPiece[], boolean> {
  const lines = new LineReplay();
  let inGap = false;
  for (const item of entries(journals)) {
    if (signal.aborted || lines.isCut) break;
    const piece = await reader.read(item, 0, item.length);
    const isGap = piece.kind === "gap";
    if (isGap && !inGap) yield [piece];
    inGap = isGap;
    const whole = lines.add(piece);
    if (whole.length > 0) yield whole;
  }
  const rest = lines.end();
  if (rest.length > 0) yield rest;
  return lines.hasSpoken;
}

function* entries(journals: [Journal, number][]) {
  for (const [{ items }, end] of journals) {
    for (const item of items.slice(0, end)) if (isEntry(item)) yield item;
  }
}

const isEntry = (item: JournalItem) => item.kind !== "live-notice";

const notice = (text: string): LogPiece => ({ kind: "live-notice", bytes: Buffer.from(text) });
