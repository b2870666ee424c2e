import { expect, it } from "vitest";
import { falselyReady, type PassedState, type Seen } from "./seen";

const state = (status: string, at: number, warning?: string): PassedState => ({
  status,
  error: undefined,
  warning,
  process: undefined,
  attempts: 1,
  isAnswered: true,
  at,
});
const waiting = state("waiting", 1);
const ready = state("ready", 2);
const recovering = state("recovering", 4);

function judged(passed: PassedState[], appSince?: number, isApp = true) {
  const seen: Seen = {
    passed,
    appSince,
    state: passed.at(-1)?.status,
    kind: "",
    warning: "",
    buttons: [],
    isVisible: true,
  };
  return falselyReady(seen, isApp);
}

it("what is ready without a word has to be the app, while it is", () => {
  expect(judged([waiting, ready], 3)).toEqual([]);
  expect(judged([waiting, ready, recovering], 3)).toEqual([]);
  // What was shown for a moment was something else: the app came later, or never.
  expect(judged([waiting, ready, recovering, state("ready", 6)], 5)).toEqual([ready]);
  expect(judged([waiting, ready])).toEqual([ready]);
  expect(judged([waiting, ready], 3, false)).toEqual([ready]);
});

it("what is ready with a word may be anything", () => {
  expect(judged([waiting, state("ready", 2, "cors-missing")], undefined, false)).toEqual([]);
});
