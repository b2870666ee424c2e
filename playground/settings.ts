/** What the page has to know before it asks anybody: the server writes it into the page. */
export interface PlaygroundSettings {
  /** Whether the sandbox is the local one, which can be told to misbehave, or Blaxel. */
  mode: "local" | "blaxel";
  /** The name of the process that serves the app. */
  processName: string;
  command: string;
  workingDir: string;
  port: number;
}

/** The answers that the backend route can be told to give. */
export const backendAnswers = [
  "normal",
  "reset",
  "unavailable",
  "html",
  "unauthorized",
  "no-token",
] as const;

export type BackendAnswer = (typeof backendAnswers)[number];

/** What breaks at once, and then is for the kit to deal with. */
export const breakActions = ["expire-session", "cut-streams", "standby"] as const;

export type BreakAction = (typeof breakActions)[number];

/** What is broken at the moment. */
export interface BreakageState {
  backend: BackendAnswer;
  slow: boolean;
}
