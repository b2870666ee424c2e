import type { EarlyAsk } from "./previewSeat";
import { answersWell } from "./prefetch";
import { askReadably } from "./readableAsk";
import { judge, type Verdict } from "./verdict";

/** How a probe is made. */
export interface ProbeOptions {
  /** The origin of the page that frames. */
  host: string;
  /** Which statuses count as "the app is there". */
  accept: (status: number) => boolean;
  /** Ends the probe; no verdict follows. */
  signal: AbortSignal;
  /** How long to wait for an answer, in milliseconds. */
  timeoutMs: number;
  /** The same question, already asked. */
  early?: EarlyAsk | undefined;
}

/**
 * Asks the preview once what it would answer a frame. Never rejects for what the network does.
 *
 * A GET, since servers lie to HEAD; it is broken off after the headers. When the answer cannot be
 * read, a request without CORS tells "answers without the headers" from "gone", and a prefetch, where
 * there is such a thing, a good answer from a bad one.
 */
export async function probe(url: string, options: ProbeOptions): Promise<Verdict> {
  const abort = options.early?.abort ?? new AbortController();
  const stop = () => abort.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, options.timeoutMs);
  options.signal.addEventListener("abort", stop);

  try {
    const response = await (options.early?.answer ?? askReadably(url, abort.signal));
    if (response.type === "opaqueredirect") return { redirected: true };
    return await judge(response, options.accept, options.host);
  } catch {
    if (late) return { kind: "timeout" };
    return await fetch(url, {
      mode: "no-cors",
      credentials: "omit",
      cache: "no-store",
      signal: abort.signal,
    }).then(
      async (): Promise<Verdict> => {
        const isGood = await answersWell(url, abort.signal);
        return isGood === undefined ? { kind: "cors-missing" } : { kind: "cors-missing", isGood };
      },
      (): Verdict => ({ kind: late ? "timeout" : "sandbox-unreachable" }),
    );
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener("abort", stop);
    stop();
  }
}
