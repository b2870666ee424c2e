import { checkShape, NUMBER, oneOf, POSITIVE, type FaultShape } from "./checkFault";
import { backendAnswer, brokenAfter, paced, shiftClock, withBody } from "./backendAnswers";
import type { BackendFault } from "./backendFault";
import { createFaultRegistry, type FaultInForce, type Faults } from "./registry";

/**
 * A backend route: what `createSandboxHandler` gives, and what frameworks call.
 *
 * @example
 * ```ts
 * const route: BackendRoute = async (request) => Response.json(await sessionFor(request));
 * ```
 */
export type BackendRoute = (request: Request) => Promise<Response>;

/**
 * A backend route that can inject faults.
 *
 * @example
 * ```ts
 * const route: FaultyRoute = withFaults(handler);
 * route.faults.inject({ type: "hang", forMs: 5000 });
 * ```
 */
export interface FaultyRoute {
  (request: Request): Promise<Response>;
  /** What goes wrong. */
  readonly faults: Faults<BackendFault>;
}

const SHAPES: Record<BackendFault["type"], FaultShape> = {
  status: {
    required: {
      status: (value) =>
        Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599
          ? undefined
          : "must be a status from 200 to 599",
    },
    optional: { body: oneOf("json", "html", "empty"), retryAfterSeconds: NUMBER },
  },
  latency: { required: { ms: NUMBER } },
  slow: { required: { bytesPerSecond: POSITIVE } },
  reset: { optional: { afterBytes: NUMBER } },
  hang: {},
  clock: {
    required: {
      offsetMs: (value) => (Number.isFinite(value) ? undefined : "must be a number"),
    },
  },
  repeat: {},
  body: { required: { body: oneOf("empty", "wrong-shape", "html", "truncated", "no-token") } },
};

/**
 * Gives a backend route the faults that people meet: statuses, hangs, resets, a wrong clock, answers
 * that are no session. Without a fault it is the route itself. An answer made here carries the CORS
 * headers of the route's last own answer, so that a browser on another origin can read it.
 *
 * @example
 * ```ts
 * import { withFaults } from "blaxel-local";
 * const route = withFaults(backend.handler);
 * route.faults.inject({ type: "status", status: 429, retryAfterSeconds: 2, times: 1 });
 * export const GET = route;
 * ```
 */
export function withFaults(route: BackendRoute): FaultyRoute {
  const registry = createFaultRegistry<BackendFault>((fault) => checkShape(fault, SHAPES));
  let cors: [string, string][] = [];
  let lastGood: { body: string; headers: [string, string][] } | undefined;

  const remember = async (response: Response) => {
    const headers = [...response.headers];
    cors = headers.filter(([name]) => name.startsWith("access-control-") || name === "vary");
    if (response.status === 200) lastGood = { body: await response.clone().text(), headers };
  };

  const faulty = async (request: Request): Promise<Response> => {
    if (request.method === "OPTIONS") return route(request);
    const active = registry.active();
    let instead: Response | undefined;
    for (const entry of active) {
      if (instead) break;
      instead = await before(entry, request);
    }
    let response = instead;
    if (!response) {
      response = await route(request);
      await remember(response);
    }
    for (const entry of active) response = await after(entry, response, instead !== undefined);
    return response;
  };

  const before = async (
    entry: FaultInForce<BackendFault>,
    request: Request,
  ): Promise<Response | undefined> => {
    const { fault } = entry;
    switch (fault.type) {
      case "latency":
        if (entry.fire()) await pause(fault.ms, entry, request.signal);
        return undefined;
      case "hang":
        if (entry.fire()) await pause(undefined, entry, request.signal);
        // If the client has gone, nothing should be made for it.
        return request.signal.aborted ? Response.error() : undefined;
      case "status":
        return entry.fire() ? backendAnswer(fault, cors) : undefined;
      case "reset":
        return fault.afterBytes === undefined && entry.fire() ? Response.error() : undefined;
      case "repeat":
        return lastGood && entry.fire()
          ? new Response(lastGood.body, { headers: lastGood.headers })
          : undefined;
      default:
        return undefined;
    }
  };

  return Object.assign(faulty, { faults: registry });
}

async function after(
  entry: FaultInForce<BackendFault>,
  response: Response,
  isMade: boolean,
): Promise<Response> {
  const { fault } = entry;
  if (response.type === "error") return response;
  switch (fault.type) {
    case "clock":
      return response.ok && entry.fire() ? shiftClock(response, fault.offsetMs) : response;
    case "body":
      return !isMade && entry.fire() ? withBody(response, fault.body) : response;
    case "reset":
      return fault.afterBytes !== undefined && entry.fire()
        ? brokenAfter(response, fault.afterBytes)
        : response;
    case "slow":
      return entry.fire() ? paced(response, fault.bytesPerSecond) : response;
    default:
      return response;
  }
}

function pause(
  ms: number | undefined,
  entry: FaultInForce<BackendFault>,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = ms === undefined ? undefined : setTimeout(done, ms);
    signal.addEventListener("abort", done);
    entry.onEnd(done);
  });
}
