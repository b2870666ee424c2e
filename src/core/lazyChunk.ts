import { SandboxError } from "../errors";
import { backoffDelay } from "./backoff";
import { isTabHidden } from "./hidden";
import { pageTimer, withTimeLimit } from "./timeLimit";

/** How long a chunk may take before it counts as lost. */
const LIMIT_MS = 15_000;
/** How long the address that failed is waited for before another one is asked beside it. */
const SECOND_REQUEST_MS = 3_000;
const RETRY = { baseMs: 1_000, capMs: 60_000 };

/** Code that is loaded when it is first needed. */
export interface LazyChunk<Module> {
  /** Asks for the module; shares a request that is under way. Rejects with a `SandboxError`. */
  readonly load: () => Promise<Module>;
  /**
   * Asks until the module is there: after growing pauses while the page is seen, and when the network
   * comes back. Ends when the returned function is called.
   */
  readonly keepLoading: (loading: ChunkLoading<Module>) => () => void;
}

export interface ChunkLoading<Module> {
  readonly onLoad: (module: Module) => void;
  readonly onLoss?: ((error: SandboxError) => void) | undefined;
  /** Runs something later and returns what cancels it. Default: the page's own timer. */
  readonly after?: typeof pageTimer | undefined;
}

/**
 * One chunk. `ask` holds nothing but its `import()`, `exported` is the name of something that the
 * chunk exports, and `what` names it in errors.
 *
 * Asking again takes more than another `import()`. Browsers keep its outcome for the life of the page: a
 * body that was cut short and a request that is never answered all of them, a request that failed those
 * up to the summer of 2026. They keep it by address, so the same file is asked for with another query.
 * webpack and Turbopack load chunks by script elements and ask again after a failure, but know none that
 * is never answered, and Turbopack none that does not register itself: there the script is added again.
 */
export function lazyChunk<Module extends object>(
  ask: () => Promise<Module>,
  exported: keyof Module & string,
  what?: string,
): LazyChunk<Module> {
  let loading: Promise<Module> | undefined;
  let losses = 0;
  let address: string | undefined;
  let scripts: readonly HTMLScriptElement[] | undefined;
  /** Its stack says which file this chunk is asked from. */
  const origin = new Error();
  const isModule = (part: unknown): part is Module =>
    typeof part === "object" && part !== null && exported in part;

  const attempt = async (): Promise<Module> => {
    const before = scriptsNow();
    const first = ask();
    scripts ??= scriptsNow().filter((script) => !before.includes(script));
    if (losses === 0) return first;
    const second = async () => {
      const query = `retry=${losses}`;
      if (address) {
        const file: object = await import(
          /* @vite-ignore */ /* webpackIgnore: true */ withQuery(address, query)
        );
        // A bundler may have put the chunk into a file with others.
        const module = [file, ...Object.values(file)].find(isModule);
        if (module) return module;
      }
      for (const script of scripts ?? []) addAgain(script, query);
      return first;
    };
    return Promise.any([first, inTime(SECOND_REQUEST_MS, () => first).catch(second)]);
  };

  const load = () =>
    (loading ??= inTime(LIMIT_MS, attempt).catch((cause: unknown) => {
      loading = undefined;
      losses++;
      address ??= addressFrom(ask, origin);
      throw chunkLostError(what, cause);
    }));

  return {
    load,
    keepLoading({ onLoad, onLoss, after = pageTimer }) {
      let isOver = false;
      let failures = 0;
      let cancelTimer = () => {};
      const again = () => {
        stopWaiting();
        load().then(
          (module) => {
            if (!isOver) onLoad(module);
          },
          (error: SandboxError) => {
            if (isOver) return;
            failures++;
            globalThis.addEventListener?.("online", again);
            wait();
            onLoss?.(error);
          },
        );
      };
      const wait = () => {
        const next = () => (isTabHidden() ? wait() : again());
        cancelTimer = after(backoffDelay(failures, RETRY), next);
      };
      const stopWaiting = () => {
        cancelTimer();
        globalThis.removeEventListener?.("online", again);
      };
      again();
      return () => {
        isOver = true;
        stopWaiting();
      };
    },
  };
}

const inTime = <Value>(limitMs: number, work: () => Promise<Value>): Promise<Value> =>
  withTimeLimit({ limitMs, late: () => new Error("late") }, work);

/** The address that `ask` asks for, read from its own source: not every browser's error names it. */
function addressFrom(ask: () => unknown, { stack }: Error): string | undefined {
  const specifier = /import\(\s*["'`](.+?)["'`]/.exec(String(ask))?.[1];
  const caller = stack?.match(/https?:[^\s)]+/g)?.[1];
  return specifier && URL.canParse(specifier, caller) ? new URL(specifier, caller).href : undefined;
}

const withQuery = (address: string, query: string) =>
  `${address}${address.includes("?") ? "&" : "?"}${query}`;

const scriptsNow = () => (typeof document === "object" ? [...document.scripts] : []);

/** Turbopack finds its chunks by their `src`, which a script that has begun does not follow. */
function addAgain(script: HTMLScriptElement, query: string): void {
  const again = document.createElement("script");
  again.src = withQuery(script.src, query);
  again.nonce = script.nonce;
  document.head.append(again);
  again.setAttribute("src", script.getAttribute("src") ?? "");
}

/** The error for a chunk that could not be loaded; `what` names it. */
export const chunkLostError = (what = "A part of blaxel-react", cause?: unknown) =>
  new SandboxError({
    kind: (globalThis.navigator?.onLine ?? true) ? "sdk-unavailable" : "offline",
    message: `${what} could not be loaded.`,
    hint: "It is asked for again. If it does not come, reload the page.",
    retryable: true,
    cause,
  });
