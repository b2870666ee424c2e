import { createEmitter, guarded, lazyChunk, pageTimer } from "../core";
import type { SandboxError } from "../errors";
import type { ProcessStore } from "../process";
import type { Engine } from "./errorEngine";
import { PageLoads } from "./pageLoads";
import type { AppErrorOptions, AppErrorReport, AppErrors, AppErrorSource } from "./types";

type Inputs = Pick<AppErrorOptions, "preview" | "sources">;

const engineChunk = /* @__PURE__ */ lazyChunk(
  () => import("./errorEngine"),
  "createErrorEngine",
  "The reading of errors",
);

const MAX_WAITING = 100;

/** The errors of one process, for one component. Code that reads them is loaded with the first reader. */
export class ErrorStore {
  readonly #process: ProcessStore | undefined;
  readonly #options: Pick<AppErrorOptions, "root" | "limit">;
  readonly #changes = createEmitter();
  #engine: Engine | undefined;
  #waiting: { source: string; report: AppErrorReport }[] = [];
  #inputs: Inputs = {};
  readonly #loads = new PageLoads();
  #leaveSources: (() => void) | undefined;
  #sources: readonly AppErrorSource[] | undefined;
  #isOpen = false;
  /** Why the code is not there. */
  #loss: SandboxError | undefined;
  #view: AppErrors;

  constructor(process: ProcessStore | undefined, options: Pick<AppErrorOptions, "root" | "limit">) {
    this.#process = process;
    this.#options = options;
    this.#view = {
      errors: [],
      open: [],
      report: (report) => this.#report("report", report),
      clear: () => this.#engine?.clear(),
    };
  }

  getSnapshot = (): AppErrors => this.#view;

  subscribe = (listener: () => void): (() => void) => {
    const unsubscribe = this.#changes.subscribe(listener);
    if (!this.#isOpen) this.#open();
    return () => {
      unsubscribe();
      if (this.#changes.size === 0) this.#close();
    };
  };

  /** What the component was rendered with. */
  update(inputs: Inputs): void {
    this.#inputs = inputs;
    const buffer = this.#process?.logs.buffer;
    this.#loads.see(inputs.preview, buffer?.at(buffer.length - 1)?.number ?? 0, Date.now());
    this.#engine?.previewIs(this.#loads);
    if (this.#isOpen) this.#follow();
  }

  #close = (): void => undefined;

  #open(): void {
    this.#isOpen = true;
    this.#follow();
    const stopLoading = engineChunk.keepLoading({
      onLoad: ({ createErrorEngine }) => this.#start(createErrorEngine),
      onLoss: (error) => this.#lose(error),
    });
    this.#close = () => {
      this.#isOpen = false;
      stopLoading();
      this.#leaveSources?.();
      this.#leaveSources = this.#sources = undefined;
      this.#engine?.stop();
    };
  }

  #start(create: typeof import("./errorEngine").createErrorEngine): void {
    this.#engine ??= create({
      process: this.#process,
      options: this.#options,
      after: pageTimer,
      onChange: (view) => this.#show(view),
    });
    if (this.#loss) this.#lose(undefined);
    this.#engine.start();
    this.#engine.previewIs(this.#loads);
    for (const { source, report } of this.#waiting.splice(0)) this.#engine.report(source, report);
  }

  #lose(error: SandboxError | undefined): void {
    this.#loss = error;
    this.#show({ error });
  }

  #show(view: Partial<AppErrors>): void {
    this.#view = { ...this.#view, ...view };
    this.#changes.emit();
  }

  #follow(): void {
    const { sources } = this.#inputs;
    if (sources === this.#sources) return;
    this.#leaveSources?.();
    this.#sources = sources;
    const leave = (sources ?? []).map((source) => this.#listen(source));
    this.#leaveSources = () => {
      for (const stop of leave) stop();
    };
  }

  /** A source is the user's own code. */
  #listen({ name, subscribe }: AppErrorSource): () => void {
    const stop = guarded(
      () => subscribe((report) => this.#report(name, report)),
      () => undefined,
    );
    return () => guarded(stop, undefined);
  }

  #report(source: string, report: AppErrorReport): void {
    if (this.#engine) this.#engine.report(source, report);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push({ source, report });
  }
}
