import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { PreviewRecord } from "../control";
import type { FaultTarget } from "./faultMatches";
import { endEarly } from "./shapeResponse";

/** One request and its answer, or one WebSocket, while it is open. */
export interface Exchange {
  readonly target: FaultTarget;
  readonly preview: PreviewRecord | undefined;
  /** The token that it came with. */
  readonly token: string | undefined;
  /** The address that led nowhere, when it did. */
  readonly unknownId: string | undefined;
  readonly socket: Socket;
  /** `undefined` for a WebSocket. */
  readonly response: ServerResponse | undefined;
  /** Calls back when it is over. */
  onceClosed(listener: () => void): void;
}

/** Whether its answer has begun, so that there is a stream to cut. */
export const isStreaming = ({ response }: Exchange) => !response || response.headersSent;

/** Ends it before its time. */
export function cutExchange({ response, socket }: Exchange, abruptly: boolean): void {
  if (response) endEarly(response, () => response.end(), abruptly);
  else if (abruptly) socket.resetAndDestroy();
  else socket.destroy();
}
