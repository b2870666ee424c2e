import type { ServerResponse } from "node:http";
import { silence } from "../gateway";
import type { FaultInForce } from "./registry";
import type { Fault } from "./fault";

type InForce = FaultInForce<Fault>;
type Shaping = Extract<Fault, { type: "reset" | "stall" | "slow" | "cut" }>;

/** The faults that change how an answer is sent. */
export const shapesResponse = (fault: Fault): fault is Shaping =>
  fault.type === "reset" || fault.type === "stall" || fault.type === "slow" || fault.type === "cut";

const HIGH_WATER = 64 * 1024;
const DRIP_MS = 50;

/** Sends what is written to `response` as the faults say: slowly, in part, or not at all. */
export function shapeResponse(response: ServerResponse, faults: readonly InForce[]): void {
  const write = response.write.bind(response) as (chunk: Buffer) => boolean;
  const end = response.end.bind(response) as () => ServerResponse;
  let queue: Buffer[] = [];
  let queued = 0;
  let sent = 0;
  let ending = false;
  let over = false;
  let flowing = true;
  let isFull = false;
  let wait: NodeJS.Timeout | undefined;
  const held = new Set<InForce>();

  /** How much of the body each fault still lets through. */
  const room = ({ fault }: InForce) => {
    if (fault.type === "reset" || fault.type === "stall") return fault.afterBytes - sent;
    if (fault.type !== "cut") return Infinity;
    if (fault.afterBytes !== undefined) return fault.afterBytes - sent;
    return fault.afterMs === undefined ? -sent : Infinity;
  };

  const stop = () => {
    over = true;
    clearTimeout(wait);
    queue = [];
    queued = 0;
  };

  /** A limit is reached and there is more to send: does what the fault does. */
  const strike = (entry: InForce) => {
    const { fault } = entry;
    if (!entry.fire()) return;
    if (fault.type === "stall") {
      held.add(entry);
      const forget = entry.onEnd(() => {
        held.delete(entry);
        pump();
      });
      response.once("close", forget);
      return;
    }
    stop();
    if (fault.type === "reset") resetConnection(response);
    else endEarly(response, end, fault.type === "cut" && fault.abruptly === true);
  };

  const pump = () => {
    while (!over && held.size === 0 && wait === undefined) {
      const limit = Math.min(
        ...faults.map((entry) => (isSpent(entry, held) ? Infinity : room(entry))),
      );
      const next = queue[0];
      // An answer that ends before the limit is not touched, one that reaches it is.
      if (limit <= 0 && (next || response.headersSent)) {
        const reached = faults.filter((entry) => !isSpent(entry, held) && room(entry) <= 0);
        for (const entry of reached) if (!over) strike(entry);
        continue;
      }
      if (!next) {
        if (ending) {
          over = true;
          end();
        }
        return;
      }
      const pace = slowest(faults);
      const size = Math.min(next.length, limit, pace?.bytes ?? Infinity);
      flowing = write(next.subarray(0, size));
      sent += size;
      queued -= size;
      if (size < next.length) queue[0] = next.subarray(size);
      else queue.shift();
      if (pace) {
        wait = setTimeout(() => {
          wait = undefined;
          pump();
        }, pace.ms);
      }
      if (isFull && flowing && queued < HIGH_WATER) {
        isFull = false;
        response.emit("drain");
      }
    }
  };

  response.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    const callback = typeof encoding === "function" ? encoding : done;
    if (!over) {
      if (!response.headersSent) response.flushHeaders();
      const bytes = toBuffer(chunk, encoding);
      queue.push(bytes);
      queued += bytes.length;
      pump();
    }
    if (typeof callback === "function") queueMicrotask(() => callback());
    isFull = queued >= HIGH_WATER;
    return flowing && !isFull;
  }) as ServerResponse["write"];
  response.end = ((chunk?: unknown, encoding?: unknown) => {
    if (over || ending) return response;
    if (typeof chunk === "string" || chunk instanceof Uint8Array) {
      const bytes = toBuffer(chunk, encoding);
      queue.push(bytes);
      queued += bytes.length;
    }
    if (!response.headersSent && queue.length > 0) response.flushHeaders();
    ending = true;
    pump();
    return response;
  }) as ServerResponse["end"];
  response.once("close", stop);

  for (const entry of faults) {
    if (entry.fault.type === "slow") entry.fire();
    if (entry.fault.type === "cut") cutAfter(entry, entry.fault.afterMs);
  }

  function cutAfter(entry: InForce, afterMs: number | undefined) {
    if (afterMs === undefined) return;
    const timer = setTimeout(() => strike(entry), afterMs);
    response.once("close", () => clearTimeout(timer));
    entry.onEnd(() => clearTimeout(timer));
  }
}

/** Ends an answer before it is whole. Without chunks an orderly end looks like a wait. */
export function endEarly(response: ServerResponse, end: () => unknown, abruptly: boolean): void {
  if (abruptly || !response.headersSent) resetConnection(response);
  else if (response.hasHeader("content-length")) response.socket?.end();
  else end();
  silence(response);
}

const RESET_DELAY_MS = 10;

/** Resets the connection once the bytes before it have gone out: a reset overtakes what is queued. */
function resetConnection({ socket }: ServerResponse): void {
  setTimeout(() => socket?.resetAndDestroy(), RESET_DELAY_MS);
}

const isSpent = (entry: InForce, held: ReadonlySet<InForce>) => !entry.active && !held.has(entry);

function slowest(faults: readonly InForce[]): { bytes: number; ms: number } | undefined {
  let rate = Infinity;
  for (const { fault } of faults) {
    if (fault.type === "slow") rate = Math.min(rate, fault.bytesPerSecond);
  }
  if (rate === Infinity) return undefined;
  const bytes = Math.max(1, Math.floor((rate * DRIP_MS) / 1000));
  return { bytes, ms: (bytes / rate) * 1000 };
}

const isEncoding = (value: unknown): value is BufferEncoding =>
  typeof value === "string" && Buffer.isEncoding(value);

const toBuffer = (chunk: string | Uint8Array, encoding: unknown) =>
  typeof chunk === "string"
    ? Buffer.from(chunk, isEncoding(encoding) ? encoding : "utf8")
    : Buffer.from(chunk);
