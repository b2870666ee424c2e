/** One request of a recorded scenario, or a pause between two. `{{name}}` stands for a variable. */
export interface RecordedStep {
  method?: string;
  path: string;
  /** A label, where several steps have the same method and path. */
  is?: string;
  json?: unknown;
  body?: string;
  headers?: Record<string, string>;
  /** Milliseconds to pause; such a step is no request. */
  wait?: number;
  /** After how many milliseconds to hang up. Default 15 000. */
  forMs?: number;
  /** The fields of the answer to keep; the others vary. */
  only?: string[];
  /** Remembers a field of the answer as a variable. */
  keep?: { as: string; field: string };
  /** Started without waiting for its end. */
  background?: boolean;
  sortLines?: boolean;
  sortBy?: string;
}

/** What the real server answered, with what varies from run to run replaced by `<…>`. */
export interface RecordedAnswer {
  step: string;
  status?: number;
  headers?: Record<string, string>;
  /** Whether the answer came to its end, rather than being cut. */
  ended?: boolean;
  body?: unknown;
  failed?: string;
}

/** A scenario as it was played against the real server. */
export interface RecordedScenario {
  name: string;
  steps: RecordedStep[];
  got: RecordedAnswer[];
}
