import type { SessionStore } from "../session";
import { ProcessList, setProcessList, type ListedProcess } from "./processList";
import type { ProcessController } from "./processController";

/** The list of the processes that were preset; it follows what is done to them. */
class PresetProcessList extends ProcessList {
  readonly #controllers: { controller: ProcessController; command: string }[] = [];
  #state: { processes: ListedProcess[]; isLoading: boolean } = { processes: [], isLoading: false };

  constructor(store: SessionStore) {
    super(store);
    this.getSnapshot = () => this.#state;
    this.subscribe = (listener) => {
      const read = () => {
        this.#read();
        listener();
      };
      const leave = this.#controllers.map(({ controller }) => controller.subscribe(read));
      return () => {
        for (const unsubscribe of leave) unsubscribe();
      };
    };
    this.refresh = () => Promise.resolve();
    this.stop = async (pid) => this.#find(pid)?.stop();
    this.kill = async (pid) => this.#find(pid)?.kill();
  }

  add(controller: ProcessController, command: string): void {
    this.#controllers.push({ controller, command });
    this.#read();
  }

  #find(pid: string): ProcessController | undefined {
    return this.#controllers.find(({ controller }) => controller.getSnapshot().pid === pid)
      ?.controller;
  }

  #read(): void {
    const processes = this.#controllers.flatMap(({ controller, command }) =>
      entryOf(controller, command),
    );
    this.#state = { processes, isLoading: false };
  }
}

function entryOf(controller: ProcessController, command: string): ListedProcess[] {
  const { status, pid, exit, restartCount } = controller.getSnapshot();
  if (pid === undefined || status === "error") return [];
  const isSpecial = status === "restarting" || status === "stopping" || status === "exited";
  const { name } = controller;
  return [{ pid, name, command, exit, restartCount, status: isSpecial ? status : "running" }];
}

const lists = new WeakMap<SessionStore, PresetProcessList>();

/** Adds a preset process to the list of its session. */
export function presetListedProcess(
  store: SessionStore,
  controller: ProcessController,
  command: string,
): void {
  let list = lists.get(store);
  if (!list) {
    lists.set(store, (list = new PresetProcessList(store)));
    setProcessList(store, list);
  }
  list.add(controller, command);
}
