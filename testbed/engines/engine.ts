/** A page that is open in an engine, in a window of its own that can be seen. */
export interface EnginePage {
  /** Evaluates a JavaScript expression in the page; a promise is waited for. Its value has to be JSON. */
  evaluate<Value>(expression: string): Promise<Value>;
  close(): Promise<void>;
}

/** A browser of one engine. */
export interface Engine {
  /** The engine's own, such as `"153.8.0"`. */
  readonly version: string;
  /** Opens the address and waits until its document is there, not for what the document frames. */
  open(url: string): Promise<EnginePage>;
  /** Ends the browser and all that belongs to it, its files included. */
  close(): Promise<void>;
}
