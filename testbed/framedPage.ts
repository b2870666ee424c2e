// What a test can know of a page in a frame of another origin: what the page itself says.

export interface FramedPage {
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
    }, 5_000);
    const onMessage = ({ source, data }: MessageEvent<FramedPage>) => {
      if (source !== frame.contentWindow) return;
      done();
      resolve(data);
    };
    window.addEventListener("message", onMessage);
    frame.contentWindow?.postMessage(word, "*");
  });
}
