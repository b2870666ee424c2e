import type { ParsedAnswer } from "./parseAnswer";
import type { Moment } from "./stopwatch";

/** The first request of a session, which does not wait for the refresher to be loaded. */
export interface EarlyRequest {
  readonly since: Moment;
  readonly answer: Promise<ParsedAnswer>;
}
