import type { ProcessState } from "../process";
import { crashed, emptied } from "./pageKnowledge";
import type { PreviewModel } from "./previewModel";
import { BACK_SOON_MS } from "./previewSchedule";
import { troubleOf } from "./previewTrouble";

/** How long an app may go on answering after its process has ended, and while it is restarted. */
const AFTER_END_MS = 2_000;
const RESTART_MS = 10_000;
/** How long a process that was asked to end is left alone: the kit's own request is over by then. */
const ENDING_MS = 15_000;

/** It is being ended, at somebody's request: a restart by the server itself keeps the pid. */
const isEnding = (process: ProcessState | undefined) =>
  process?.status === "stopping" || (process?.status === "restarting" && !process.pid);

const isUp = (process: ProcessState | undefined) =>
  process?.status === "running" || process?.status === "ready";

/** What the state of the linked process says about the page. */
export function processed(
  model: PreviewModel,
  process: ProcessState | undefined,
  now: number,
): PreviewModel {
  const next = { ...model, process };
  if (isUp(process)) {
    const upRun = `${process?.pid} ${process?.restartCount}`;
    if (model.upRun && upRun !== model.upRun) return { ...crashed(next, now), upRun };
    // The port has opened, or the process is up: the best moment to ask.
    const news = process?.status !== model.process?.status;
    const hurry = news && !model.shown;
    return { ...next, upRun, unsettledUntil: 0, ...(hurry && { probeAt: now, failures: 0 }) };
  }
  // A server that answers what is open before it ends would wait for the page, and the page for it.
  if (isEnding(process)) {
    const ending = { ...crashed(next, now), ...emptied(next), upRun: undefined };
    return { ...ending, probeAt: now + ENDING_MS };
  }
  const ended = troubleOf(next)?.proof === "process";
  // It could not be ended.
  if (!ended && isEnding(model.process) && process?.status === "error")
    return { ...next, probeAt: now };
  if (!ended && process?.status !== "restarting") return next;
  const over = { ...crashed(next, now), upRun: undefined };
  return {
    ...over,
    wanted: ended ? 2 : over.wanted,
    unsettledUntil: now + (ended ? AFTER_END_MS : RESTART_MS),
    probeAt: now + BACK_SOON_MS,
  };
}
