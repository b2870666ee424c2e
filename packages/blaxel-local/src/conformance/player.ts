import { setTimeout as pause } from "node:timers/promises";
import type { RecordedAnswer, RecordedScenario, RecordedStep } from "./recording";

/** Where to play: a session's URL and its token. */
export interface Stage {
  url: string;
  token: string;
}

const KEPT_HEADERS = [
  "content-type",
  "cache-control",
  "x-accel-buffering",
  "access-control-allow-origin",
  "x-content-type-options",
  "content-disposition",
  "allow",
  "location",
];

/** What differs from run to run, and what stands for it in a recording. */
const VARYING: [RegExp, string][] = [
  [/(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, "<date>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, "<iso>"],
  [/"pid":"\d+"/g, '"pid":"<pid>"'],
  [/"pid":\d+/g, '"pid":<pid>'],
  [/\\"pid\\":\\"\d+\\"/g, String.raw`\"pid\":\"<pid>\"`],
  [/proc-[a-z0-9]{8}/g, "proc-<random>"],
  [/"(owner|group)":"[^"]*"/g, '"$1":"<$1>"'],
];

const DEFAULT_MS = 15_000;
const HEAD_START_MS = 150;

/** Plays a scenario and gives the answers in the form in which the recording holds them. */
export async function play(scenario: RecordedScenario, stage: Stage): Promise<RecordedAnswer[]> {
  const variables = new Map([["run", Math.random().toString(36).slice(2, 8).padEnd(6, "x")]]);
  const answers: RecordedAnswer[] = [];
  const background: Promise<void>[] = [];
  for (const step of scenario.steps) {
    if (step.wait !== undefined) {
      // The pauses belong to the recording: the real server was given the same time.
      await pause(step.wait);
      continue;
    }
    const answered = playInto(answers, filled(step, variables), variables, stage);
    if (step.background) {
      background.push(answered);
      await pause(HEAD_START_MS);
    } else {
      await answered;
    }
  }
  await Promise.all(background);
  return answers;
}

/** Pairs what was recorded with what was answered: by label, otherwise by place. */
export function paired(scenario: RecordedScenario, answers: readonly RecordedAnswer[]) {
  return scenario.got.map((recorded, index) => {
    const answer = answers.find(({ step }) => step === recorded.step) ?? answers[index];
    return { recorded, answer: answer && { ...answer, step: recorded.step } };
  });
}

async function playInto(
  answers: RecordedAnswer[],
  step: RecordedStep,
  variables: Map<string, string>,
  stage: Stage,
): Promise<void> {
  answers.push(await playStep(step, variables, stage));
}

function filled(step: RecordedStep, variables: Map<string, string>): RecordedStep {
  const text = JSON.stringify(step);
  const named: RecordedStep = JSON.parse(
    text.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => variables.get(name) ?? ""),
  );
  return named;
}

async function playStep(
  step: RecordedStep,
  variables: Map<string, string>,
  stage: Stage,
): Promise<RecordedAnswer> {
  const method = step.method ?? "GET";
  const label = step.is ?? `${method} ${step.path}`;
  const isJson = step.json !== undefined;
  const body = isJson ? JSON.stringify(step.json) : step.body;
  const response = await fetch(stage.url + step.path, {
    method,
    redirect: "manual",
    signal: AbortSignal.timeout(step.forMs ?? DEFAULT_MS),
    headers: {
      ...(isJson ? { "content-type": "application/json" } : {}),
      "x-blaxel-preview-token": stage.token,
      ...step.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const { text, ended } = await readToEnd(response);
  if (step.keep) variables.set(step.keep.as, fieldOf(text, step.keep.field));
  const headers = Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const type = headers["content-type"] ?? "";
  return {
    step: label,
    status: response.status,
    headers,
    ended,
    body: shaped(normalised(text, variables), type, step),
  };
}

async function readToEnd(response: Response): Promise<{ text: string; ended: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
    return { text, ended: true };
  } catch {
    return { text, ended: false };
  }
}

function normalised(text: string, variables: Map<string, string>): string {
  let result = text;
  for (const [name, value] of variables) {
    if (value.length > 3) result = result.replaceAll(value, `<${name}>`);
  }
  for (const [pattern, replacement] of VARYING) result = result.replace(pattern, replacement);
  return result;
}

function shaped(text: string, type: string, step: RecordedStep): unknown {
  if (type.includes("ndjson")) return text.split("\n").filter(Boolean).map(eventOf);
  const json = step.only || type.includes("application/json") ? parsed(text) : undefined;
  if (json === undefined) {
    return step.sortLines ? text.split("\n").toSorted().join("\n") : text;
  }
  const { only, sortBy } = step;
  if (only) return Object.fromEntries(only.map((name) => [name, member(json, name)]));
  if (!sortBy || !Array.isArray(json)) return json;
  const key = (item: unknown) => String(member(item, sortBy));
  return json.toSorted((a, b) => key(a).localeCompare(key(b)));
}

function eventOf(line: string): unknown {
  const event = parsed(line);
  if (typeof event !== "object" || event === null) return line;
  const data = member(event, "data");
  return member(event, "type") === "result" && typeof data === "string"
    ? { ...event, data: parsed(data) }
    : event;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Some bodies that are called JSON hold placeholders without quotes and stay text.
    return undefined;
  }
}

function fieldOf(text: string, name: string): string {
  const value = member(parsed(text), name);
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return found;
}
