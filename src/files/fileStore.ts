import type { QueryClient } from "@tanstack/react-query";
import { backoffDelay, countReaders, createEmitter, isAwake, onAwake } from "../core";
import { nameOf, parentOf, putPath, toSandboxError } from "../platform";
import { sameContent } from "./fileContent";
import {
  firstModel,
  nextModel,
  stateOf,
  textToStore,
  type FileEvent,
  type FileModel,
} from "./fileMachine";
import { DEFAULT_MAX_BYTES, fetchAnew, fileQuery, type FileScope } from "./fileQueries";
import type { FolderWatch } from "./folderWatch";
import { shownText } from "./lineEnds";
import { PacedWork, type DueAgain } from "./pacedWork";
import { alone } from "./saveLock";
import type { FileContent, FileState, SaveOutcome } from "./types";

/** For so long what is empty or gone may be about to be written. */
const DOUBT_MS = 250;
/** Several events of one change are one read. */
const GATHER_MS = 60;
const RETRY = { baseMs: 1_000, capMs: 30_000 };

export interface FileHost extends FileScope {
  readonly client: QueryClient;
  folder(path: string): FolderWatch;
}

/** One file of one session, its edit included, shared by all components of the page. */
export class FileStore {
  readonly #host: FileHost;
  readonly #path: string;
  readonly #changes = createEmitter();
  readonly #reading = new PacedWork((signal) => this.#read(signal));
  #model = firstModel;
  #state: FileState;
  #maxBytes = DEFAULT_MAX_BYTES;
  #isDoubted = false;
  #failures = 0;
  #saves = 0;
  #saving: Promise<SaveOutcome> | undefined;

  constructor(host: FileHost, path: string) {
    this.#host = host;
    this.#path = path;
    this.#state = stateOf(firstModel, this);
  }

  readonly getSnapshot = (): FileState => this.#state;

  readonly subscribe = this.#changes.subscribe;

  /** Reads and follows the file until what is returned is called. An edit stays. */
  readonly use: () => () => void = countReaders(() => {
    const { client, folder } = this.#host;
    const known = client.getQueryData(this.#query().queryKey);
    if (known && !this.#model.seen) this.#dispatch({ type: "read", content: known });
    const turn = (awake: boolean) => (awake ? this.#reading.start() : this.#reading.stop());
    const stopListening = onAwake(turn);
    turn(isAwake());
    const leave = folder(parentOf(this.#path)).useName(nameOf(this.#path), () =>
      this.#reading.ask(GATHER_MS),
    );
    return () => {
      stopListening();
      leave();
      this.#reading.stop();
    };
  });

  allow(maxBytes: number): void {
    if (maxBytes <= this.#maxBytes) return;
    this.#maxBytes = maxBytes;
    this.#reading.ask();
  }

  /** The edit, to be taken to another path. */
  get edit() {
    return this.#model.draft === undefined ? undefined : this.#model;
  }

  /** Goes on with an edit that was made at another path. */
  takeOver(edit: FileModel): void {
    this.#set({ ...edit, isSaving: false });
    this.#reading.ask();
  }

  readonly setValue = (value: string): boolean => {
    this.#dispatch({ type: "edited", value });
    return this.#state.value === value;
  };

  readonly revert = (): void => this.#dispatch({ type: "drop-mine" });

  readonly takeTheirs = this.revert;

  readonly keepMine = (): Promise<SaveOutcome> => {
    this.#dispatch({ type: "keep-mine" });
    return this.save();
  };

  readonly refresh = async (): Promise<void> => {
    await this.#learn().catch(() => undefined);
  };

  /** Saves are made one after the other; one that waits saves what is there when its turn comes. */
  readonly save = async (): Promise<SaveOutcome> => {
    while (this.#saving) await this.#saving;
    if (this.#model.draft === undefined) return "unchanged";
    this.#saving = this.#saveOnce().finally(() => {
      this.#saving = undefined;
      this.#reading.ask();
    });
    return this.#saving;
  };

  async #saveOnce(): Promise<SaveOutcome> {
    try {
      return await alone(this.#path, () => this.#compareAndWrite());
    } catch (thrown) {
      const error = toSandboxError(thrown, "saving a file");
      this.#dispatch({ type: "not-saved", error });
      return error.kind === "path-exists" ? "conflict" : "failed";
    }
  }

  async #compareAndWrite(): Promise<SaveOutcome> {
    await this.#learn({ withoutDoubt: true });
    const { draft, theirs, seen } = this.#model;
    if (draft === undefined) return "saved";
    if (theirs || !seen) return "conflict";
    const content = textToStore(this.#model, draft);
    this.#dispatch({ type: "saving" });
    await putPath(this.#host.session, this.#path, {
      content,
      noOverwrite: seen.kind === "missing",
    });
    this.#saves++;
    this.#dispatch({ type: "saved", value: draft, text: content });
    const written: FileContent = { kind: "text", text: content };
    this.#host.client.setQueryData(this.#query().queryKey, () => written);
    this.#host.folder(parentOf(this.#path)).look();
    return this.#verify(draft, written);
  }

  /** Whether what was written is still there: a writer that saw nothing of it may have written as well. */
  async #verify(value: string, written: FileContent): Promise<SaveOutcome> {
    const content = await fetchAnew(this.#host.client, this.#query()).catch(() => written);
    if (sameContent(content, written) || isEmpty(content)) return "saved";
    this.#dispatch({ type: "overwritten", value, content });
    return "conflict";
  }

  #query() {
    return fileQuery(this.#host, this.#path, this.#maxBytes);
  }

  async #read(signal: AbortSignal): Promise<DueAgain> {
    try {
      const isSure = await this.#learn({ signal });
      this.#failures = 0;
      return isSure ? undefined : DOUBT_MS;
    } catch (thrown) {
      const { retryable, retryAfterMs = 0 } = toSandboxError(thrown, "reading a file");
      if (signal.aborted || !retryable) return undefined;
      return Math.max(retryAfterMs, backoffDelay(++this.#failures, RETRY));
    }
  }

  /**
   * Reads what the file holds; what goes wrong is in the state, and thrown. A writer may empty or remove a
   * file before it writes: that is believed the second time. Resolves with whether it was.
   */
  async #learn({
    signal,
    withoutDoubt = false,
  }: { signal?: AbortSignal; withoutDoubt?: boolean } = {}) {
    const saves = this.#saves;
    try {
      const content = await fetchAnew(this.#host.client, this.#query());
      // What began before a save is older than what was saved.
      if (signal?.aborted || saves !== this.#saves) return true;
      const { seen } = this.#model;
      const isNews = seen !== undefined && !sameContent(seen, content);
      const isDoubtful = isNews && isEmpty(content) && !this.#isDoubted && !withoutDoubt;
      this.#isDoubted = isDoubtful;
      if (!isDoubtful) this.#dispatch({ type: "read", content });
      return !isDoubtful;
    } catch (thrown) {
      if (!signal?.aborted) {
        this.#dispatch({ type: "unreadable", error: toSandboxError(thrown, "reading a file") });
      }
      throw thrown;
    }
  }

  #dispatch(event: FileEvent): void {
    this.#set(nextModel(this.#model, event));
  }

  #set(model: FileModel): void {
    if (model === this.#model) return;
    this.#model = model;
    this.#state = stateOf(model, this);
    this.#changes.emit();
  }
}

const isEmpty = (content: FileContent) =>
  content.kind === "missing" || (content.kind === "text" && shownText(content.text) === "");
