import type { SandboxErrorKind } from "../errors";
import type { PrefetchedProbe } from "./previewStore";
import { probeWithCors } from "./corsProbe";
import { classify, tellsFraming, type ProbeResult } from "./probeResult";

/** How a probe is made. */
export interface ProbeOptions {
  /** The token of a private preview. */
  token?: string | undefined;
  /** The origin of the page that frames. */
  host: string;
  /** Which statuses count as "the app is there". */
  accept: (status: number) => boolean;
  /** Whether the browser shows the page in a frame; absent where that makes no difference. */
  tryFrame?: ((signal: AbortSignal) => Promise<boolean | undefined>) | undefined;
  /** The frame has a `sandbox`, in which some browsers show no PDF. */
  isSandboxed?: boolean | undefined;
  /** The page is shown already: whether it may be framed is settled. */
  isShown?: boolean | undefined;
  /** Whether this page's own policy was seen to forbid the probe. */
  isForbidden?: (() => boolean) | undefined;
  /** Ends the probe; no result follows. */
  signal: AbortSignal;
  /** How long to wait for an answer, in milliseconds. */
  timeoutMs: number;
  /** The same question, already asked. */
  early?: PrefetchedProbe | undefined;
}

/**
 * Asks the preview once what it would answer a frame. Never rejects for what the network does.
 *
 * A GET, since servers lie to HEAD; it is broken off after the headers. When the answer cannot be
 * read, a request without CORS shows "answers without the headers" or "gone". What an answer does
 * not say, as it cannot be read, leads elsewhere or hides its framing headers, a trial frame shows.
 */
export async function probe(url: string, options: ProbeOptions): Promise<ProbeResult> {
  const { early, signal, timeoutMs, tryFrame, isShown, isForbidden, accept, host } = options;
  const abort = early?.abort ?? new AbortController();
  const stop = () => abort.abort();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, timeoutMs);
  signal.addEventListener("abort", stop);
  const loads = async () => (tryFrame ? tryFrame(abort.signal) : true);
  const settled = async (good: ProbeResult, bad: SandboxErrorKind): Promise<ProbeResult> => {
    const isLoaded = isShown || (await loads());
    if (isLoaded === undefined) return { ...good, isUnsure: true };
    return isLoaded ? good : { ...good, kind: bad };
  };

  try {
    const response = await (early?.answer ?? probeWithCors(url, options.token, abort.signal)).catch(
      () => undefined,
    );
    if (!response) {
      if (isLate) return { kind: "timeout" };
      const answers = await answersAtAll(url, abort.signal);
      if (answers) return { kind: "cors-missing", loads: await loads() };
      if (isForbidden?.()) return { kind: "blocked-by-csp", loads: await loads() };
      return { kind: isLate ? "timeout" : "sandbox-unreachable" };
    }
    if (response.type === "opaqueredirect")
      return await settled({ redirected: true }, "not-a-page");
    const probeResult = await classify(response, accept, host);
    if (probeResult.isPdf) {
      return options.isSandboxed ? await settled(probeResult, "not-a-page") : probeResult;
    }
    const isKnown = probeResult.kind !== undefined || tellsFraming(response.headers);
    return isKnown ? probeResult : await settled(probeResult, "frame-blocked");
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    stop();
  }
}

/** Whether there is an answer that the browser keeps to itself. */
const answersAtAll = (url: string, signal: AbortSignal): Promise<boolean> =>
  fetch(url, { mode: "no-cors", credentials: "omit", cache: "no-store", signal }).then(
    () => true,
    () => false,
  );
