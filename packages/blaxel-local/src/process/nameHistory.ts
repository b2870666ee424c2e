import type { ManagedProcess } from "./managedProcess";
import { KEPT_BYTES } from "./outputFile";

/**
 * The processes that have run under one name, oldest first. Profile A keeps one set of log files a
 * name: a new run replays what the earlier ones wrote, and an old pid answers with the newest output.
 */
export class NameHistory {
  #processes: ManagedProcess[] = [];

  add(process: ManagedProcess): void {
    this.#processes.push(process);
    let kept = 0;
    this.#processes = this.#processes
      .toReversed()
      .filter((each) => {
        const fits = !each.isFinished || kept <= KEPT_BYTES;
        kept += each.files.stdout.size() + each.files.stderr.size();
        return fits;
      })
      .toReversed();
  }

  get processes(): readonly ManagedProcess[] {
    return this.#processes;
  }

  get latest(): ManagedProcess | undefined {
    return this.#processes[this.#processes.length - 1];
  }
}
