import type { CSSProperties } from "react";
import type { SandboxError } from "../errors";

/**
 * Where an error of the app happened, by what it says and not by who printed it: while the app was
 * built, while the server answered, in the browser, or so that the whole process ended.
 */
export type AppErrorKind = "build" | "server" | "browser" | "process";

/**
 * What is known of an error now.
 *
 * - `open`: it was seen, and nothing since says otherwise
 * - `resolved`: what made it appear was done again, the app is up, and it did not appear
 * - `unknown`: something since speaks for a repair (a line that says so, a changed file), but nothing
 *   that would have shown the error again
 */
export type AppErrorStatus = "open" | "resolved" | "unknown";

/**
 * A place in a file of the app. Lines and columns are counted from 1, whatever the tool prints.
 *
 * @example
 * ```ts
 * const place: AppErrorPlace = { file: "src/App.jsx", line: 4, column: 39 };
 * ```
 */
export interface AppErrorPlace {
  /** As the tool names it, without `file://`, `./` or a query; relative to `root` where it is inside. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** The line is one of compiled code, or cannot be: look around it. */
  readonly isApproximate?: true | undefined;
  /** The file is not in the app's folder, or in none that an app has: do not open it unasked. */
  readonly isOutside?: true | undefined;
}

/**
 * One error of the app, however often and by whomever it was reported.
 *
 * @example
 * ```tsx
 * {errors.map(({ id, message, file, line }) => <li key={id}>{file}:{line} {message}</li>)}
 * ```
 */
export interface AppError extends AppErrorPlace {
  /** Stays the same while the error is the same, also in another visit. */
  readonly id: string;
  readonly kind: AppErrorKind;
  readonly status: AppErrorStatus;
  /** What it says, without colours, boxes and the name of the tool. */
  readonly message: string;
  /** What printed it: `vite`, `next`, `tsc`, `webpack`, `esbuild`, `node`, `python` … or a source's name. */
  readonly tool: string;
  /** Lines of the file around the place, as the tool showed them, without its boxes. */
  readonly codeFrame?: string | undefined;
  /** The call stack, one call a line. */
  readonly stack?: string | undefined;
  /** How often it was reported. */
  readonly count: number;
  /** When this page first and last learnt of it, in milliseconds since 1970 by the browser's clock. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The number of the log line that it was last printed at; absent if no log has it. */
  readonly logLine?: number | undefined;
  /** What runs the app, as far as its log says: `vite 8.4.0`, `node 20.20.2`. */
  readonly versions: readonly string[];
  /** What the process was started with, as far as its log says. */
  readonly command?: string | undefined;
  /** The last lines that were printed with it, without colours. */
  readonly lastLines: readonly string[];
}

/**
 * What another source than the log says: an error, or something that speaks for a repair.
 *
 * @example
 * ```ts
 * const report: AppErrorReport = {
 *   type: "error", kind: "browser", message: "x is not a function", file: "src/App.jsx", line: 3,
 * };
 * ```
 */
export type AppErrorReport =
  | ({
      readonly type: "error";
      readonly kind: AppErrorKind;
      readonly message: string;
      readonly codeFrame?: string | undefined;
      readonly stack?: string | undefined;
    } & AppErrorPlace)
  /** The page was loaded or updated, and runs without an error since. */
  | { readonly type: "page-works" }
  /** A file was changed, so that what was said of it may be over. */
  | { readonly type: "file-changed"; readonly file: string };

/**
 * A place that reports come from, beside the log: a bridge inside the app, an editor.
 *
 * @example
 * ```ts
 * const bridge: AppErrorSource = {
 *   name: "bridge",
 *   subscribe: (onReport) => listenToTheFrame(onReport),
 * };
 * ```
 */
export interface AppErrorSource {
  readonly name: string;
  /** Calls back with each report until what it returns is called. */
  readonly subscribe: (onReport: (report: AppErrorReport) => void) => () => void;
}

/**
 * The options of `useAppErrors`.
 *
 * @example
 * ```ts
 * const options: AppErrorOptions = { process: dev, preview, root: "/app" };
 * ```
 */
export interface AppErrorOptions {
  /** Whose log is read: as `useProcess` gives it, or its name. */
  readonly process: { readonly name: string } | string | undefined;
  /** The preview of the app, as `usePreview` gives it. Without one less can be called resolved. */
  readonly preview?:
    | {
        readonly status: string;
        readonly isReloading?: boolean;
        readonly evidence?: { readonly frame: string };
      }
    | undefined;
  /** The app's folder: files inside are named relative to it, files outside are marked. */
  readonly root?: string | undefined;
  /** Other sources. Make the array outside of the component, or it is subscribed to anew. */
  readonly sources?: readonly AppErrorSource[] | undefined;
  /** How many errors are kept, the newest. Default 100. */
  readonly limit?: number | undefined;
}

/**
 * What `useAppErrors` returns: the same object until something in it changes.
 *
 * @example
 * ```tsx
 * const { open, error } = useAppErrors({ process: dev });
 * if (error) return <p>Errors cannot be read now: {error.message}</p>;
 * ```
 */
export interface AppErrors {
  /** All errors, the newest last. */
  readonly errors: readonly AppError[];
  /** Those that are not resolved. */
  readonly open: readonly AppError[];
  /**
   * Why errors cannot be read at the moment: the code that reads them, or the log, could not be loaded.
   * An empty list says nothing then. Both are tried again, and it passes.
   */
  readonly error?: SandboxError | undefined;
  /** Says what no log does, for instance that a file was changed. Never changes. */
  readonly report: (report: AppErrorReport) => void;
  /** Forgets all errors that are there now. Never changes. */
  readonly clear: () => void;
}

/**
 * The props of `ErrorCard`.
 *
 * @example
 * ```tsx
 * const props: ErrorCardProps = { error, onFix: (prompt) => agent.send(prompt) };
 * ```
 */
export interface ErrorCardProps {
  readonly error: AppError;
  /** Shows "Open file", unless the file is outside of the app's folder. */
  readonly onOpenFile?: ((place: AppErrorPlace & { file: string }) => void) | undefined;
  /** Shows "Fix this". Gets what `toPrompt` makes of the error. May return a promise to be waited for. */
  readonly onFix?: ((prompt: string, error: AppError) => void | Promise<void>) | undefined;
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
}
