import { bytesToPreviewRows } from "./bytesToPreview";
import { errorReading } from "./errorReading";
import { handlerCalls } from "./handlerCalls";
import { handlerLatency } from "./handlerLatency";
import { bytesTotal } from "./bytesTotal";
import { coldPreview } from "./coldPreview";
import { crashReport } from "./crashReport";
import { herd } from "./herd";
import { hooksThousand } from "./hooksThousand";
import { idle } from "./idle";
import { logs } from "./logs";
import type { BenchRow } from "./row";
import { warmPreview } from "./warmPreview";

/** How a row comes about. Each cleans up after itself. */
export type RowSource = (options: { quick: boolean }) => Promise<BenchRow | BenchRow[]>;

/** Every row by its id, in the order of the table. */
export const rowSources: Record<string, RowSource> = {
  "js-to-preview": bytesToPreviewRows,
  "js-total": bytesTotal,
  "warm-preview": warmPreview,
  "cold-preview": coldPreview,
  "hooks-1000": hooksThousand,
  idle,
  herd,
  logs,
  "errors-reading": errorReading,
  "crash-report": crashReport,
  "handler-calls": handlerCalls,
  "handler-latency": handlerLatency,
};
