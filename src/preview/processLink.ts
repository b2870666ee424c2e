import type { SandboxErrorKind } from "../errors";
import type { ProcessStore, ProcessState } from "../process";
import type { ProbeResult } from "./probeResult";
import { SILENCE_MS, watchSelfRestarts, type SelfRestarts } from "./selfRestart";

/** What dev servers print once they listen. It only hurries the next probe; it proves nothing. */
const SAYS_READY = /ready in|\bLocal:|compiled successfully|listening|running (?:at|on)/i;
/** Failures before the ports are looked at. */
const PORTS_AFTER = 3;

/** A probe is made at least this often, whatever the ports say. */
const PROBE_ANYWAY_MS = 15_000;
/** What a preview comes to behind which nothing listens. */
const gone: readonly (SandboxErrorKind | undefined)[] = [
  "nothing-listening",
  "sandbox-unreachable",
  "cors-missing",
  "bound-to-loopback",
];

/** The process behind a preview, as a source of evidence. */
export interface ProcessLink {
  /** Follows this process from now on, or none; says whether that is news. */
  to(process: ProcessStore | undefined): boolean;
  /** Follows the log for a hint; without `on`, only while the server may start itself anew. */
  listen(on: boolean): void;
  /** Starts it, if this page knows how; says whether it does. */
  start(): boolean;
  /**
   * Whether what the last probe has said still holds, as nothing listens: a browser prints each probe
   * that fails.
   */
  stillHolds(last: ProbeResult, signal: AbortSignal): Promise<boolean>;
  /** Says more of a failure than the network can: that the server listens on loopback only. */
  explain(probeResult: ProbeResult, failures: number, signal: AbortSignal): Promise<ProbeResult>;
}

/**
 * `onState` is called with each state, `onHint` when the log reads as if the server were up, and
 * `onRestart` when it has started itself anew within its process.
 */
export function linkProcess(
  onState: (state: ProcessState | undefined) => void,
  onHint: () => void,
  onRestart: () => void,
): ProcessLink {
  let linked: ProcessStore | undefined;
  let unsubscribe: (() => void) | undefined;
  let stopListening: (() => void) | undefined;
  let restarts: SelfRestarts | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let wantsHint = false;
  /** Those that could be reached at the last look, and when a probe was last let pass. */
  let openPorts: string | undefined;
  let probedAt = -Infinity;
  const isLive = () => {
    const status = linked?.getSnapshot().status;
    return status === "starting" || status === "running" || status === "ready";
  };

  const listen = (on: boolean) => {
    wantsHint = on;
    if (!linked || !isLive() || !(on || (stopListening && restarts?.mayCome))) {
      stopListening?.();
      stopListening = undefined;
      clearTimeout(silence);
      return;
    }
    if (stopListening) return;
    const process = linked;
    const watched = (restarts = watchSelfRestarts(process, performance.now()));
    const read = () => {
      const hasRestarted = watched.read(performance.now());
      listen(wantsHint);
      return hasRestarted;
    };
    silence = setTimeout(read, SILENCE_MS);
    stopListening = process.subscribeLogs(() => {
      if (process.recentLines(3).some((line) => SAYS_READY.test(line.text))) onHint();
      if (read()) onRestart();
    });
  };

  return {
    to(process) {
      if (process === linked) return false;
      unsubscribe?.();
      linked = undefined;
      listen(false);
      linked = process;
      unsubscribe = process?.subscribe(() => onState(process.getSnapshot()));
      if (process) onState(process.getSnapshot());
      return true;
    },
    listen,
    start() {
      if (!linked?.canStart) return false;
      void linked.start();
      return true;
    },
    async stillHolds({ kind, loads }, signal) {
      if (!linked || !gone.includes(kind) || loads) return false;
      const { status, restartCount } = linked.getSnapshot();
      if (status === "restarting") return true;
      // The server keeps the pid of the first run, under which the ports of a later one are not found.
      if (restartCount > 0 && isLive()) return false;
      // Its next word is awaited.
      if (status === "starting") return true;
      const isOver = status === "exited";
      if (!isOver && status !== "running" && status !== "ready") return false;
      const ports = await linked.listeningPorts({ signal }).catch(() => undefined);
      const open = ports?.flatMap(({ loopback, port }) => (loopback ? [] : port)).sort();
      // A server that runs may have closed and opened its port meanwhile; of others only news counts.
      const isNews = open?.join() !== "" && (!isOver || open?.join() !== openPorts);
      openPorts = open?.join();
      const now = performance.now();
      if (!isNews && now - probedAt < PROBE_ANYWAY_MS) return true;
      probedAt = now;
      return false;
    },
    async explain(probeResult, failures, signal) {
      const isGone =
        probeResult.kind === "nothing-listening" || probeResult.kind === "sandbox-unreachable";
      if (!isGone || failures < PORTS_AFTER || !linked || !isLive()) return probeResult;
      const ports = await linked.listeningPorts({ signal }).catch(() => []);
      return ports.length > 0 && ports.every((port) => port.loopback)
        ? { ...probeResult, kind: "bound-to-loopback" }
        : probeResult;
    },
  };
}
