// What a test can know of a page in a frame of another origin: what the page itself says.
import { PATIENCE } from "./patience";

export interface FramedPage {
  /** The word that it answers; none if the page speaks unasked. */
  answers: string;
  title: string;
  count: number;
  path: string;
}

/** Asks the page in the frame to say where it is; `count` also raises its counter. */
export function askPage(
  frame: HTMLIFrameElement,
  word: "ask" | "count" = "ask",
): Promise<FramedPage> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("message", onMessage);
    };
    const timer = setTimeout(() => {
      done();
      reject(new Error("The framed page says nothing."));
    }, PATIENCE.timeout);
    const onMessage = ({ source, data }: MessageEvent<FramedPage>) => {
      if (source !== frame.contentWindow) return;
      // A page that has just come has not heard what its predecessor was asked.
      if (data.answers === "" && word === "ask") frame.contentWindow?.postMessage(word, "*");
      if (data.answers !== word) return;
      done();
      resolve(data);
    };
    window.addEventListener("message", onMessage);
    frame.contentWindow?.postMessage(word, "*");
  });
}
