import type { Workspace } from "../control";
import { checkFault } from "./checkFault";
import { cutExchange, isStreaming, type Exchange } from "./exchange";
import type { Fault } from "./fault";
import { faultMatches } from "./faultMatches";
import { createFaultRegistry, type FaultInForce, type Faults } from "./registry";
import { shapeResponse, shapesResponse } from "./shapeResponse";
import { createSleeper, type Sleeper } from "./standby";
import { sendStatusAnswer, statusAnswer } from "./statusAnswer";
import { createWithdrawals } from "./withdrawals";

type InForce = FaultInForce<Fault>;

/** Carries out the faults of a local sandbox. */
export interface FaultRunner {
  readonly faults: Faults<Fault>;
  /**
   * Lets an exchange through, with what goes wrong on the way. `corsHeaders` are those that an answer
   * of the gateway's own would carry.
   */
  around(exchange: Exchange, corsHeaders: CorsHeaders, proceed: () => void): void;
  close(): void;
}

/** The CORS headers of a refusal: by default, and when the fault asks for them. */
export interface CorsHeaders {
  byDefault: boolean;
  headers: Readonly<Record<string, string>>;
}

/** Makes a runner without faults. */
export function createFaultRunner(workspace: Workspace): FaultRunner {
  const open = new Set<Exchange>();
  const sleepers = new Map<InForce, Map<string, Sleeper>>();
  const withdrawals = createWithdrawals(workspace);

  const registry = createFaultRegistry<Fault>(checkFault, (entry) => {
    const { fault } = entry;
    if (fault.type === "cut")
      cutOpen(entry, fault.afterMs ?? (fault.afterBytes === undefined ? 0 : undefined));
    if (fault.type === "standby") {
      sleepers.set(entry, new Map());
      entry.onEnd(() => sleepers.delete(entry));
      for (const exchange of open) {
        if (faultMatches(fault.on, exchange.target) && isStreaming(exchange)) {
          cutExchange(exchange, true);
        }
      }
    }
    if (fault.type === "expire-token" || fault.type === "delete-session") {
      const isAffected = withdrawals.start(entry);
      if (fault.cutStreams ?? fault.type === "delete-session") {
        for (const exchange of open) {
          if (isAffected(exchange) && isStreaming(exchange)) cutExchange(exchange, true);
        }
      }
    }
  });

  function cutOpen(entry: InForce, afterMs: number | undefined) {
    if (afterMs === undefined) return;
    const { fault } = entry;
    for (const exchange of open) {
      if (!faultMatches(fault.on, exchange.target) || !isStreaming(exchange)) continue;
      const cut = () => {
        if (entry.fire()) cutExchange(exchange, fault.type === "cut" && fault.abruptly === true);
      };
      if (afterMs === 0) {
        cut();
        continue;
      }
      const timer = setTimeout(cut, afterMs);
      exchange.onceClosed(() => clearTimeout(timer));
      entry.onEnd(() => clearTimeout(timer));
    }
  }

  const sleeperOf = (entry: InForce, sandbox: string) => {
    const known = sleepers.get(entry);
    const sleeper = known?.get(sandbox) ?? createSleeper(entry);
    known?.set(sandbox, sleeper);
    return sleeper;
  };

  /** Whatever happens before the request is handled. Resolves `false` when it was answered. */
  const before = async (exchange: Exchange, cors: CorsHeaders, matching: readonly InForce[]) => {
    for (const entry of matching) {
      const { fault } = entry;
      if (fault.type === "latency" && entry.fire()) await delay(fault.ms, entry, exchange);
      if (fault.type === "standby" && exchange.target.sandbox !== undefined) {
        const sleeper = sleeperOf(entry, exchange.target.sandbox);
        exchange.onceClosed(() => sleeper.ended());
        if (!(await sleeper.request())) {
          refuseWith(exchange, cors, { type: "status", status: 503 });
          return false;
        }
      }
      if (fault.type === "refuse" && entry.fire()) {
        exchange.socket.resetAndDestroy();
        return false;
      }
      if (fault.type === "status" && entry.fire()) {
        refuseWith(exchange, cors, fault);
        return false;
      }
    }
    return true;
  };

  return {
    faults: registry,
    around: (exchange, cors, proceed) => {
      open.add(exchange);
      exchange.onceClosed(() => open.delete(exchange));
      withdrawals.meet(exchange);
      const matching = registry
        .active()
        .filter(({ fault }) => faultMatches(fault.on, exchange.target));
      const sleeping = [...sleepers.keys()].filter(
        (entry) => !matching.includes(entry) && faultMatches(entry.fault.on, exchange.target),
      );
      if (matching.length + sleeping.length === 0) {
        proceed();
        return;
      }
      const letThrough = (goesOn: boolean) => {
        if (!goesOn || exchange.socket.destroyed) return;
        const shaping = matching.filter(({ fault }) => shapesResponse(fault));
        if (exchange.response && shaping.length > 0) shapeResponse(exchange.response, shaping);
        if (!exchange.response) for (const entry of shaping) cutSocket(exchange, entry);
        proceed();
      };
      void before(exchange, cors, [...sleeping, ...matching]).then(letThrough);
    },
    close: () => registry.close(),
  };
}

/** A WebSocket knows no bytes of a body: only a cut after some time applies to it. */
function cutSocket(exchange: Exchange, entry: InForce): void {
  const { fault } = entry;
  if (fault.type !== "cut" || fault.afterBytes !== undefined) return;
  const timer = setTimeout(() => {
    if (entry.fire()) cutExchange(exchange, fault.abruptly === true);
  }, fault.afterMs ?? 0);
  exchange.onceClosed(() => clearTimeout(timer));
  entry.onEnd(() => clearTimeout(timer));
}

function delay(ms: number, entry: InForce, exchange: Exchange): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, ms);
    entry.onEnd(done);
    exchange.onceClosed(done);
  });
}

function refuseWith(
  { response, socket, target }: Exchange,
  cors: CorsHeaders,
  fault: Extract<Fault, { type: "status" }>,
): void {
  const answer = statusAnswer(fault, target.kind);
  if (fault.cors ?? cors.byDefault) answer.headers = { ...cors.headers, ...answer.headers };
  if (response) {
    sendStatusAnswer(response, answer);
    return;
  }
  const head = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${answer.status} Refused\r\n${head.join("")}Connection: close\r\n\r\n${answer.body}`,
  );
}
