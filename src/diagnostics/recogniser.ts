import type { AppErrorKind, AppErrorPlace } from "./types";

/** An error while its lines come in. Never changes; each line makes another one. */
export interface Draft {
  readonly tool: string;
  readonly kind: AppErrorKind;
  readonly message: string;
  readonly place: AppErrorPlace;
  readonly frame: readonly string[];
  readonly stack: readonly string[];
  /** Enough was seen to call it an error. One that never is was none. */
  readonly isSure: boolean;
  /** How far the recogniser has come in it; its own word. */
  readonly stage?: string | undefined;
}

/** What a line says of errors that came before it. */
export type Signal =
  /** The tool looks at everything again. */
  | { readonly type: "pass-begins"; readonly tool: string }
  /** It has looked, and has named what it found. */
  | { readonly type: "pass-ends"; readonly tool: string }
  /** It took up a changed file, or all; what comes of that is printed later, if at all. */
  | { readonly type: "update"; readonly tool: string; readonly file?: string | undefined }
  /** The program begins anew; with a tool, only that one. */
  | { readonly type: "restart"; readonly tool?: string }
  /** A request was answered. */
  | { readonly type: "answer"; readonly path: string; readonly status: number }
  /** The time of day that the line was printed at, in seconds. */
  | { readonly type: "time"; readonly stamp: number }
  /** Something that runs the app, with its version. */
  | { readonly type: "version"; readonly of: string }
  | { readonly type: "command"; readonly text: string };

/**
 * What knows the output of one tool. Pure, and over complete lines without colours. The reader offers
 * a line to the drafts that are open, then to every recogniser's `begin`, then to `goOn`.
 */
export interface Recogniser {
  readonly tool: string;
  /** A line that begins an error. */
  readonly begin?: ((line: string) => Draft | undefined) | undefined;
  /** A line that certainly belongs to the draft; `undefined` if it does not. */
  readonly follow?: ((draft: Draft, line: string) => Draft | undefined) | undefined;
  /** A line that may belong to it, if it is nothing else: the second line of a message. */
  readonly goOn?: ((draft: Draft, line: string) => Draft | undefined) | undefined;
  readonly signal?: ((line: string) => Signal | undefined) | undefined;
}

/** A draft with nothing in it yet. */
export function draftOf(
  tool: string,
  kind: AppErrorKind,
  message: string,
  rest: Partial<Draft> = {},
): Draft {
  return {
    tool,
    kind,
    message: message.trim(),
    place: {},
    frame: [],
    stack: [],
    isSure: true,
    ...rest,
  };
}
