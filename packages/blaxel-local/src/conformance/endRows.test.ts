import { expect } from "vitest";
import { walkRows, type Row, type Stand } from "./contract";
import { get, kill, processWith, run, start, stop } from "./processCalls";

const untilEnded = async (stand: Stand) => {
  // The stream ends with the process.
  await stand.call("GET", `/process/${stand.name}/logs/stream`);
  return get(stand);
};

const rows: Row[] = [
  {
    row: "stop of what is not running",
    before: (stand) => run(stand, { command: "true" }),
    ask: stop,
    answers: ({ name }) => ({
      status: 404,
      error: `process with Identifier ${name} is not running`,
    }),
  },
  {
    row: "kill of what is not running",
    before: (stand) => run(stand, { command: "true" }),
    ask: kill,
    answers: {
      A: ({ name }) => ({
        status: 404,
        error: `failed to kill process with Identifier ${name}: no such process`,
      }),
      B: ({ name }) => ({ status: 404, error: `process with Identifier ${name} is not running` }),
    },
  },
  {
    row: "stop answers",
    before: (stand) => start(stand, { command: "sleep 30" }),
    ask: stop,
    answers: {
      A: () => ({ status: 200, json: { message: "Process stopped successfully" } }),
      B: () => ({ status: 200, json: { message: "Process stop requested" } }),
    },
  },
  {
    row: "kill answers",
    before: (stand) => start(stand, { command: "sleep 30" }),
    ask: kill,
    answers: {
      A: () => ({ status: 200, json: { message: "Process killed successfully" } }),
      B: () => ({ status: 200, json: { message: "Process kill requested" } }),
    },
  },
  {
    row: "killed: -1",
    before: async (stand) => {
      await start(stand, { command: "sleep 30" });
      await kill(stand);
    },
    ask: untilEnded,
    answers: () => processWith({ status: "killed", exitCode: -1 }),
  },
  {
    row: "a second stop of what ignores the first",
    before: async (stand) => {
      await ready(stand, "trap '' TERM");
      await stop(stand);
    },
    ask: stop,
    answers: {
      A: ({ name }) => ({
        status: 404,
        error: `process with Identifier ${name} is not running`,
      }),
      B: () => ({ status: 200 }),
    },
  },
  {
    row: "what ignores the stop: profile A calls it stopped while it lives",
    before: async (stand) => {
      await ready(stand, "trap '' TERM");
      await stop(stand);
    },
    ask: get,
    answers: {
      A: () => processWith({ status: "stopped" }),
      B: () => processWith({ status: "running" }),
    },
  },
  {
    row: "what ignores the stop can be killed",
    before: async (stand) => {
      await ready(stand, "trap '' TERM");
      await stop(stand);
    },
    ask: kill,
    answers: () => ({ status: 200 }),
  },
  {
    row: "a stop that ends in exit 0",
    before: async (stand) => {
      await ready(stand, "trap 'exit 0' TERM");
      await stop(stand);
    },
    ask: untilEnded,
    answers: {
      A: () => processWith({ status: "completed", exitCode: 0 }),
      B: () => processWith({ status: "stopped", exitCode: 0 }),
    },
  },
  {
    row: "a stop that ends in exit 7",
    before: async (stand) => {
      await ready(stand, "trap 'exit 7' TERM");
      await stop(stand);
    },
    ask: untilEnded,
    answers: () => processWith({ status: "stopped", exitCode: 7 }),
  },
  {
    row: "restarts: counted, told on stdout, same pid",
    ask: (stand) =>
      run(stand, { command: "echo try; exit 4", restartOnFailure: true, maxRestarts: 1 }),
    answers: () =>
      processWith({
        status: "failed",
        exitCode: 4,
        restartCount: 1,
        stdout: expect.stringContaining(
          "\n[Process failed with exit code 4. Attempting restart 1/1...]\n",
        ),
      }),
  },
  {
    row: "the time limit kills in profile B only",
    before: (stand) => start(stand, { command: "sleep 3", timeout: 1 }),
    ask: untilEnded,
    answers: {
      A: () => processWith({ status: "completed" }),
      B: () => processWith({ status: "killed" }),
    },
  },
  {
    row: "a kept-alive process is killed at its limit",
    before: (stand) => start(stand, { command: "sleep 30", keepAlive: true, timeout: 1 }),
    ask: untilEnded,
    answers: () => processWith({ status: "killed", exitCode: -1 }),
  },
];

/** Starts a shell that has set its trap by the time of the answer. */
async function ready(stand: Stand, trap: string): Promise<void> {
  await start(stand, { command: `${trap}; echo ready; while :; do sleep 0.05; done` });
  const stream = await stand.open("GET", `/process/${stand.name}/logs/stream`);
  await expect(firstBytes(stream)).resolves.toContain("ready");
}

async function firstBytes(response: Response): Promise<string> {
  for await (const chunk of response.body ?? []) return new TextDecoder().decode(chunk);
  return "";
}

walkRows("ending and restarting processes", rows);
