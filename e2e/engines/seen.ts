// What a page with a preview tells of it, and the rule that holds for every page.

/** A preview as the page is asked to show it. */
export interface AskedPreview {
  preview: string;
  path?: string | undefined;
  /** The process behind it, where it is linked. */
  process?: string;
  command?: string;
  port?: number;
}

/** A state that the preview passed through. */
export interface PassedState {
  status: string;
  error: string | undefined;
  warning: string | undefined;
  /** The linked process. */
  process: string | undefined;
  /** Probes so far. */
  attempts: number;
  /** A probe has come to something. */
  isAnswered: boolean;
  /** Milliseconds of the page's own clock. */
  at: number;
}

/** What there is to see, and what there was. */
export interface Seen {
  passed: PassedState[];
  /** When the app's own page first said that it is in the frame. */
  appSince: number | undefined;
  /** The preview's `data-state`. */
  state: string | undefined;
  /** The kind of the error that its panel names. */
  kind: string;
  /** The words of its warning. */
  warning: string;
  /** The buttons of its error panel. */
  buttons: string[];
  /** The frame is not covered. */
  isVisible: boolean;
}

/** What is seen in the words of the table. */
export function inWords({ state, kind, passed }: Seen): string {
  if (state === "error") return `error, ${kind}`;
  const warning = passed.at(-1)?.warning;
  return warning ? `${state}, ${warning}` : `${state}`;
}

/**
 * The states in which the frame was shown as if all were well while it did not hold the app: what must
 * never be. Being ready lasts until another state; the app's page has said by its end that it is there.
 */
export function falselyReady({ passed, appSince }: Seen, isApp: boolean): PassedState[] {
  const isReady = ({ status, warning }: PassedState) => status === "ready" && !warning;
  return passed.filter((state, index) => {
    if (!isReady(state)) return false;
    const end = passed.slice(index).find((later) => !isReady(later))?.at ?? Infinity;
    return !isApp || appSince === undefined || appSince > end;
  });
}
