import type { QueryClient } from "@tanstack/react-query";
import { anyOf, backoffDelay, countReaders, delay, isAwake, onAwake } from "../core";
import type { SandboxError } from "../errors";
import { toSandboxError, watchDirectory, type DirectoryEntry } from "../platform";
import { acquireSlot } from "../process";
import { directoryQuery, fetchAnew, type FileScope } from "./fileQueries";
import { PacedWork, type DueAgain } from "./pacedWork";

/** What another writer changes has to be seen within a second, also in a folder without a stream. */
const LOOK_MS = 800;
/** For each folder without a stream: many of them are looked at less often. */
const LOOK_MS_EACH = 400;
/** What a file holds changes many times a second while it is written. */
const WRITES_MS = 700;
/** Several events of one change are one listing. */
const GATHER_MS = 50;
const RETRY = { baseMs: 1_000, capMs: 30_000 };

/** How many folders have no stream. */
let unwatched = 0;

/**
 * Keeps the listing of one folder true while there are readers: lists it, again for each event, again
 * when its stream has ended or has been silent, and by the clock while there is no stream. A stream has no cursor
 * and does not say when it begins: the truth is a listing.
 */
export class FolderWatch {
  readonly #scope: FileScope;
  readonly #client: QueryClient;
  readonly #path: string;
  readonly #listing = new PacedWork((signal) => this.#list(signal));
  /** By name: what was last seen of it, and what to call when it may be another. */
  readonly #names = new Map<
    string,
    { seen: string | undefined; readonly onChange: Set<() => void> }
  >();
  #run: AbortController | undefined;
  #stream: "none" | "opening" | "open" = "none";
  #failures = 0;
  #looks = 0;
  /** Whether it has not been listed since the first reader came. */
  #isNew = true;

  constructor(scope: FileScope, client: QueryClient, path: string) {
    this.#scope = scope;
    this.#client = client;
    this.#path = path;
  }

  /** Watches the folder until what is returned is called. */
  readonly use: () => () => void = countReaders(() => {
    const turn = (awake: boolean) => (awake ? this.#begin() : this.#end());
    const stopListening = onAwake(turn);
    turn(isAwake());
    return () => {
      stopListening();
      this.#end();
    };
  });

  /** Watches what lies in the folder under that name. */
  useName(name: string, onChange: () => void): () => void {
    const leave = this.use();
    const known = this.#names.get(name) ?? { seen: undefined, onChange: new Set() };
    this.#names.set(name, known);
    known.onChange.add(onChange);
    return () => {
      known.onChange.delete(onChange);
      if (known.onChange.size === 0) this.#names.delete(name);
      leave();
    };
  }

  /** It may have changed. */
  look(withinMs = 0): void {
    this.#listing.ask(withinMs);
  }

  /** Lists it now, after what is under way. */
  async refresh(): Promise<void> {
    await fetchAnew(this.#client, directoryQuery(this.#scope, this.#path));
  }

  #begin(): void {
    if (this.#run) return;
    this.#run = new AbortController();
    this.#isNew = true;
    unwatched++;
    this.#listing.start();
  }

  #end(): void {
    if (!this.#run) return;
    if (this.#stream !== "open") unwatched--;
    this.#stream = "none";
    this.#run.abort();
    this.#run = undefined;
    this.#listing.stop();
    this.#failures = 0;
    this.#looks = 0;
  }

  #turn(stream: "none" | "opening" | "open"): void {
    if (this.#stream === "open") unwatched++;
    if (stream === "open") unwatched--;
    this.#stream = stream;
    this.#looks = 0;
    this.look();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        await this.#connect(signal);
        failures = performance.now() - startedAt > RETRY.capMs ? 0 : failures + 1;
      } catch (thrown) {
        if (signal.aborted) return;
        const error = toSandboxError(thrown, "watching a folder");
        failures++;
        if (error.retryAfterMs !== undefined) await pause(error.retryAfterMs, signal);
      }
      if (signal.aborted) return;
      this.#turn("none");
      await pause(backoffDelay(failures + 1, RETRY), signal);
    }
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { session } = this.#scope;
    const { url } = await session.credential({ signal });
    const slot = await acquireSlot({ url, signal, use: () => "watch", extraMs: () => Infinity });
    const both = anyOf(signal, slot.signal);
    try {
      this.#turn("opening");
      await watchDirectory(session, this.#path, {
        signal: both.signal,
        onOpen: () => this.#turn("open"),
        onSilence: () => this.look(),
        onChange: (name, isWrite) => {
          this.look(isWrite ? WRITES_MS : GATHER_MS);
          this.#notify(name);
        },
      });
    } catch (error) {
      // A log needs the place: the folder is looked at by the clock until there is one again.
      if (!slot.signal.aborted || signal.aborted) throw error;
    } finally {
      both.release();
      slot.release();
    }
  }

  /** What a component has asked for a moment ago is as good. The user waits for it, so the stream comes after it. */
  async #listFirst(): Promise<readonly DirectoryEntry[]> {
    const run = this.#run;
    this.#isNew = false;
    try {
      const query = directoryQuery(this.#scope, this.#path);
      return await this.#client.fetchQuery({ ...query, staleTime: 0 });
    } finally {
      if (run) void this.#follow(run.signal);
    }
  }

  async #list(signal: AbortSignal): Promise<DueAgain> {
    const query = directoryQuery(this.#scope, this.#path);
    try {
      const entries = await (this.#isNew ? this.#listFirst() : fetchAnew(this.#client, query));
      if (signal.aborted) return undefined;
      this.#failures = 0;
      this.#compare(entries);
      return this.#nextLook();
    } catch (thrown) {
      if (signal.aborted) return undefined;
      return this.#afterFailure(toSandboxError(thrown, "listing a folder"));
    }
  }

  #nextLook(): DueAgain {
    if (this.#stream === "open") return undefined;
    const ms = Math.max(LOOK_MS, LOOK_MS_EACH * unwatched);
    // A stream that is being opened brings what happens, most likely: an older server does not say so.
    return this.#stream === "opening" ? ms * 2 ** this.#looks++ : ms;
  }

  #afterFailure({ retryable, kind, retryAfterMs = 0 }: SandboxError): DueAgain {
    for (const name of this.#names.keys()) this.#notify(name);
    // A folder that is gone may come back.
    if (!retryable && kind !== "path-not-found" && kind !== "path-refused") return undefined;
    return Math.max(retryAfterMs, backoffDelay(++this.#failures, RETRY));
  }

  #compare(entries: readonly DirectoryEntry[]): void {
    if (this.#names.size === 0) return;
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    for (const [name, known] of this.#names) {
      const entry = byName.get(name);
      const seen = entry ? `${entry.kind} ${entry.size} ${entry.modified}` : "";
      const before = known.seen;
      known.seen = seen;
      // The first time, too: it may have been read before. What a link leads to may change without it.
      if (before !== seen || entry?.kind === "symlink") this.#notify(name);
    }
  }

  #notify(name: string): void {
    for (const listener of this.#names.get(name)?.onChange ?? []) listener();
  }
}

/** Ends early when it is called off. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, signal).catch((reason: unknown) => {
    if (!signal.aborted) throw reason;
  });
