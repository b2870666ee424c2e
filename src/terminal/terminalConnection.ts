import { nextCall, onWake, restingDelay, pauseOrHint, backoffDelay } from "../core";
import type { SandboxError } from "../errors";
import {
  findTerminal,
  openTerminal,
  toSandboxError,
  type TerminalAddress,
  type TerminalEnd,
  type TerminalSocket,
} from "../platform";
import type { SessionStore } from "../session";
import { shellRefused, socketsBlocked } from "./terminalErrors";

const RETRY = { baseMs: 250, capMs: 10_000 };
/** A connection that lived this long was cut by a limit, not by a fault: the next one may follow at once. */
const LONG_LIVED_MS = 5_000;
/** So often a socket may fail although the sandbox answers before it counts as forbidden. */
const BLOCKED_AFTER = 3;

/** What a connection is for. */
export interface ConnectionHost {
  readonly session: SessionStore;
  address(): TerminalAddress;
  /** A socket is there, though nothing was sent by it yet. */
  onSocket(socket: TerminalSocket): void;
  onOutput(text: string, isReplay: boolean): void;
  /** The socket has ended, or there was none. */
  onLost(error?: SandboxError): void;
  onExit(): void;
  onFailure(error: SandboxError): void;
}

/** Connects, and again after each loss, until the shell is over, it is in vain, or `signal` is aborted. */
export async function keepConnected(host: ConnectionHost, signal: AbortSignal): Promise<void> {
  let failures = 0;
  let blocked = 0;
  while (!signal.aborted) {
    const startedAt = performance.now();
    try {
      const { end, isLive } = await connectOnce(host, signal);
      if (end === "exited") return host.onExit();
      if (end === "refused") return host.onFailure(shellRefused());
      host.onLost();
      if (end === "unopened") {
        await findTerminal(host.session, { signal });
        if (++blocked >= BLOCKED_AFTER) return host.onFailure(socketsBlocked());
      } else blocked = 0;
      const isLong = performance.now() - startedAt > LONG_LIVED_MS;
      failures = isLong ? 0 : isLive ? 1 : failures + 1;
    } catch (error) {
      if (signal.aborted) return;
      const failure = toSandboxError(error, "connecting a terminal");
      if (!failure.retryable) return host.onFailure(failure);
      failures++;
      host.onLost(failure);
    }
    await pause(failures, signal);
  }
}

/** Ends early when the page wakes or the network is back. */
async function pause(failures: number, signal: AbortSignal): Promise<void> {
  if (failures === 0) return;
  const wait = (over: AbortSignal) => restingDelay(backoffDelay(failures, RETRY), over);
  const wake = (over: AbortSignal) =>
    nextCall((listener) => onWake(listener, () => undefined), over);
  await pauseOrHint(wait, wake, signal).catch((reason: unknown) => {
    if (!signal.aborted) throw reason;
  });
}

interface Connection {
  readonly end: TerminalEnd;
  /** Whether the shell has printed something meanwhile. */
  readonly isLive: boolean;
}

async function connectOnce(host: ConnectionHost, signal: AbortSignal): Promise<Connection> {
  const credential = await host.session.credential({ signal });
  let isLive = false;
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const socket = openTerminal(credential, host.address(), {
      onOpen: () => host.onSocket(socket),
      onOutput: (text, isReplay) => {
        isLive ||= !isReplay;
        host.onOutput(text, isReplay);
      },
      onEnd: (end) => {
        over.abort();
        resolve({ end, isLive });
      },
    });
    signal.addEventListener(
      "abort",
      () => {
        socket.close();
        reject(signal.reason);
      },
      { signal: over.signal },
    );
    // The network is another one now: a connection of the old one may be dead without a sign.
    globalThis.addEventListener?.(
      "online",
      () => {
        over.abort();
        socket.close();
        resolve({ end: "lost", isLive });
      },
      { signal: over.signal },
    );
  });
}
