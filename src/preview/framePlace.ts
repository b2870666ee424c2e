import type { ProcessStore } from "../process";
import { guardFocus } from "./focusGuard";
import type { Frame } from "./frame";
import { type PageListeners, type Violation, watchPage } from "./pageEvents";

/** The document in which a frame stands: this page's, or that of a window which this page has opened. */
export interface FramePlace {
  /** Where it stands, or stood last. */
  readonly document: () => Document;
  /** Watches it until `end`; `earlier` are the violations received before. */
  begin(earlier: readonly Violation[]): void;
  /** The frame may have come to another document, or show another process. */
  settle(process: ProcessStore | undefined): void;
  end(): void;
}

/** Whether the user sees the frame, and what has the focus, is a matter of that document alone. */
export function createFramePlace(
  frame: Frame,
  isCovered: () => boolean,
  listeners: PageListeners,
): FramePlace {
  let place = document;
  let process: ProcessStore | undefined;
  let release: (() => void)[] = [];
  let leaveProcess = () => {};

  const begin = (earlier: readonly Violation[]) => {
    place = frame.element()?.ownerDocument ?? place;
    release = [watchPage(listeners, earlier, place), guardFocus(frame, isCovered, place)];
    leaveProcess = process?.standIn(place) ?? (() => {});
    listeners.visibility(place.hidden);
  };
  const end = () => {
    for (const leave of release.splice(0)) leave();
    leaveProcess();
  };
  return {
    document: () => place,
    begin,
    settle(next) {
      const isMoved = (frame.element()?.ownerDocument ?? place) !== place;
      if (!isMoved && next === process) return;
      process = next;
      if (release.length === 0) return;
      if (isMoved) {
        end();
        begin([]);
      } else {
        leaveProcess();
        leaveProcess = process?.standIn(place) ?? (() => {});
      }
    },
    end,
  };
}
