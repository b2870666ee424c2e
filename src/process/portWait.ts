import { type ListeningPort, toSandboxError } from "../platform";
import { pauseOrHint, restingDelay } from "../core";
import { SandboxError } from "../errors";

const FIRST_MS = 150;
const CAP_MS = 1_000;
/** A server may open a port on loopback first and elsewhere a moment later. */
const LOOPBACK_GRACE_MS = 3_000;
/** How long one answer may take. The last one may come a little after the time is up. */
const ANSWER = { leastMs: 1_000, mostMs: 10_000 };
/** After so many refusals in a row the sandbox cannot list its ports at all. */
const REFUSALS = 5;

/** What became of waiting for ports. */
export type PortWait =
  | { readonly outcome: "ready"; readonly listening: readonly ListeningPort[] }
  | {
      readonly outcome: "failed";
      readonly error: SandboxError;
      readonly listening: readonly ListeningPort[];
    }
  /** The sandbox does not answer such questions. */
  | { readonly outcome: "unknown" };

export interface PortWaitOptions {
  readonly name: string;
  readonly ports: readonly number[];
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** May take `timeoutMs` at most. */
  ask(signal: AbortSignal, timeoutMs: number): Promise<readonly ListeningPort[]>;
  /** Resolves when something happened that makes it worth asking at once, such as output. */
  hint(signal: AbortSignal): Promise<void>;
}

/** Asks until all ports can be reached from outside the sandbox. Rejects only when called off. */
export async function waitForPorts(options: PortWaitOptions): Promise<PortWait> {
  const { ports, signal, limitMs } = options;
  const startedAt = performance.now();
  let loopbackSince: number | undefined;
  let refusals = 0;
  let listening: readonly ListeningPort[] = [];
  for (let ms = FIRST_MS; ; ms = Math.min(CAP_MS, ms * 1.5)) {
    const left = startedAt + limitMs - performance.now();
    try {
      const timeoutMs = Math.min(Math.max(left, ANSWER.leastMs), ANSWER.mostMs);
      listening = await options.ask(signal, timeoutMs);
      refusals = 0;
    } catch (error) {
      if (signal.aborted) throw error;
      const { retryable } = toSandboxError(error, "looking for open ports");
      if (!retryable && ++refusals >= REFUSALS) return { outcome: "unknown" };
    }
    const open = (port: number) => listening.some((at) => at.port === port && !at.loopback);
    const missing = ports.filter((port) => !open(port));
    if (missing.length === 0) return { outcome: "ready", listening };

    const now = performance.now();
    const inside = missing.every((port) => listening.some((at) => at.port === port));
    loopbackSince = inside ? (loopbackSince ?? now) : undefined;
    if (loopbackSince !== undefined && now - loopbackSince >= LOOPBACK_GRACE_MS) {
      return { outcome: "failed", error: boundToLoopback(options.name, missing), listening };
    }
    if (now - startedAt >= limitMs) {
      return { outcome: "failed", error: tooLong(options, missing), listening };
    }
    await pause(ms, options);
  }
}

async function pause(ms: number, { hint, signal }: PortWaitOptions): Promise<void> {
  // Output that does not stop must not turn this into asking without a pause.
  await restingDelay(FIRST_MS / 2, signal);
  const rest = (signal: AbortSignal) => restingDelay(ms - FIRST_MS / 2, signal);
  await pauseOrHint(rest, hint, signal);
}

function boundToLoopback(name: string, ports: readonly number[]): SandboxError {
  return new SandboxError({
    kind: "bound-to-loopback",
    message: `"${name}" listens on port ${ports.join(", ")}, but on loopback only, where no preview can reach it.`,
    hint: "Make it listen on all addresses, for most dev servers with `--host 0.0.0.0`.",
    retryable: false,
  });
}

function tooLong({ name, limitMs }: PortWaitOptions, ports: readonly number[]): SandboxError {
  return new SandboxError({
    kind: "timeout",
    message: `"${name}" did not listen on port ${ports.join(", ")} within ${limitMs / 1000} s.`,
    hint: "Look at its log. The process goes on; a longer `readyTimeoutMs` waits longer.",
    retryable: true,
  });
}
