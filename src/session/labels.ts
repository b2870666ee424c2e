import type { SandboxErrorKind } from "../errors";

// The names stand below the parts that use them, so that a mistyped one does not compile; each part's
// English texts are checked against them.

/**
 * The name of a text that the preview shows.
 *
 * @example
 * ```ts
 * const key: PreviewTextKey = "preview.reload";
 * ```
 */
export type PreviewTextKey =
  | "preview.stage.session"
  | "preview.stage.process"
  | "preview.stage.server"
  | "preview.stage.page"
  | "preview.stopping"
  | "preview.loading"
  | "preview.recovering"
  | "preview.ready"
  | "preview.slow"
  | "preview.asleep"
  | "preview.asleep.hint"
  | "preview.resume"
  | "preview.idle"
  | "preview.retry"
  | "preview.reload.host"
  | "preview.access.ending"
  | "preview.access.ended"
  | "preview.reload.now"
  | "preview.reveal"
  | "preview.details"
  | "preview.details.kind"
  | "preview.details.status"
  | "preview.details.url"
  | "preview.details.attempts"
  | "preview.details.stage"
  | "preview.retrying"
  | "preview.logs"
  | "preview.reload"
  | "preview.path"
  | "preview.path.invalid"
  | "preview.open"
  | "preview.copy"
  | "preview.copied"
  | "preview.copy.failed"
  | "preview.device"
  | "preview.device.responsive"
  | "preview.device.phone"
  | "preview.device.tablet"
  | "preview.device.desktop"
  | "preview.dismiss"
  | "preview.fallen";

/**
 * The name of a text that the log viewer shows.
 *
 * @example
 * ```ts
 * const key: LogTextKey = "logs.copy";
 * ```
 */
export type LogTextKey =
  | "logs.label"
  | "logs.toolbar"
  | "logs.stream"
  | "logs.stream.all"
  | "logs.stream.stdout"
  | "logs.stream.stderr"
  | "logs.find"
  | "logs.find.next"
  | "logs.find.previous"
  | "logs.find.none"
  | "logs.find.of"
  | "logs.wrap"
  | "logs.copy"
  | "logs.copied"
  | "logs.copy.failed"
  | "logs.download"
  | "logs.clear"
  | "logs.end"
  | "logs.empty"
  | "logs.empty.filtered"
  | "logs.empty.cleared"
  | "logs.idle"
  | "logs.absent"
  | "logs.connecting"
  | "logs.live"
  | "logs.waiting"
  | "logs.paused"
  | "logs.ended"
  | "logs.exit.completed"
  | "logs.exit.failed"
  | "logs.exit.stopped"
  | "logs.exit.killed"
  | "logs.exit.code"
  | "logs.dropped"
  | "logs.fallen"
  | "logs.retry";

/**
 * The name of a text that the card of an app's error shows.
 *
 * @example
 * ```ts
 * const key: AppErrorTextKey = "errors.fix";
 * ```
 */
export type AppErrorTextKey =
  | "errors.kind.build"
  | "errors.kind.server"
  | "errors.kind.browser"
  | "errors.kind.process"
  | "errors.status.open"
  | "errors.status.resolved"
  | "errors.status.unknown"
  | "errors.approximate"
  | "errors.outside"
  | "errors.code"
  | "errors.stack"
  | "errors.fix"
  | "errors.open"
  | "errors.copy"
  | "errors.copied"
  | "errors.copy.failed";

/**
 * The name of a text that the terminal shows.
 *
 * @example
 * ```ts
 * const key: TerminalTextKey = "terminal.again";
 * ```
 */
export type TerminalTextKey =
  | "terminal.label"
  | "terminal.leave"
  | "terminal.leaving"
  | "terminal.loading"
  | "terminal.idle"
  | "terminal.connecting"
  | "terminal.open"
  | "terminal.reconnecting"
  | "terminal.exited"
  | "terminal.again"
  | "terminal.asleep"
  | "terminal.retry"
  | "terminal.refused"
  | "terminal.gap"
  | "terminal.unsure"
  | "terminal.dropped"
  | "terminal.new"
  | "terminal.flood"
  | "terminal.find"
  | "terminal.find.next"
  | "terminal.find.previous"
  | "terminal.keys"
  | "terminal.paste"
  | "terminal.copy.failed"
  | "terminal.paste.failed";

type ErrorTextKey = `error.${SandboxErrorKind}.${"title" | "hint"}`;

/**
 * Texts of the components, by part: `preview.reload`, `logs.copy`, `error.offline.title` … What is
 * left out stays English. `docs/labels.md` lists them all.
 *
 * @example
 * ```tsx
 * <SandboxProvider endpoint="/api/sandbox" labels={{ "preview.reload": "Neu laden" }}>
 * ```
 */
export type SandboxLabels = Readonly<
  Partial<
    Record<PreviewTextKey | LogTextKey | AppErrorTextKey | TerminalTextKey | ErrorTextKey, string>
  >
>;
