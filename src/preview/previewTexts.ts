import { useLabels, type PreviewTextKey } from "../session";

/** What the preview says unless `labels` on the provider says otherwise. */
const english = {
  "preview.stage.session": "Asking for a sandbox",
  "preview.stage.process": "Starting the app",
  "preview.stage.server": "Waiting for the app to answer",
  "preview.stage.page": "Loading the page",
  "preview.stopping": "Stopping the app",
  "preview.loading": "Loading",
  "preview.recovering": "Connecting again",
  "preview.ready": "Ready",
  "preview.slow": "This takes longer than usual. It goes on by itself.",
  "preview.asleep": "Paused while nobody was looking",
  "preview.asleep.hint": "The sandbox may sleep. The page starts afresh when you resume.",
  "preview.resume": "Resume",
  "preview.idle": "Not started",
  "preview.retry": "Try again",
  "preview.reload.host": "Reload the page",
  "preview.access.ending":
    "What this page asks of the app will soon be refused, as its token ends. A reload gives it another.",
  "preview.access.ended":
    "What this page asks of the app is refused, as its token has ended. A reload gives it another.",
  "preview.reload.now": "Reload now",
  "preview.reveal": "Show the page anyway",
  "preview.details": "Details",
  "preview.details.kind": "Kind",
  "preview.details.status": "Status",
  "preview.details.url": "Address",
  "preview.details.attempts": "Attempts",
  "preview.details.stage": "Process",
  "preview.retrying": "It goes on by itself once that is put right.",
  "preview.logs": "Last lines of the log",
  "preview.reload": "Reload the page",
  "preview.path": "Path in the app",
  "preview.path.invalid": "Only addresses of this app",
  "preview.open": "Open in a new tab",
  "preview.copy": "Copy the link",
  "preview.copied": "Link copied",
  "preview.copy.failed": "Not copied",
  "preview.device": "Screen size",
  "preview.device.responsive": "Fills the space",
  "preview.device.phone": "Phone",
  "preview.device.tablet": "Tablet",
  "preview.device.desktop": "Desktop",
  "preview.dismiss": "Dismiss",
  "preview.fallen": "The browser's translation or an extension has changed this part of the page.",
} as const satisfies Record<PreviewTextKey, string>;

/** Reads a text: the user's own, or the English one. */
export type PreviewTexts = (key: PreviewTextKey) => string;

/** The texts under the labels of the nearest provider. */
export function usePreviewTexts(): PreviewTexts {
  const label = useLabels();
  return (key) => label(key, english[key]);
}
