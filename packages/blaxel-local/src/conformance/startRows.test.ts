import { expect } from "vitest";
import { walkRows, type Row, type Stand } from "./contract";
import { get, JSON_TYPE, processWith, run, start } from "./processCalls";

const DATE = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/;
const response = (stand: Stand, own: Record<string, unknown>) => ({
  pid: expect.stringMatching(/^\d+$/),
  name: stand.name,
  startedAt: expect.stringMatching(DATE),
  completedAt: expect.stringMatching(DATE),
  exitCode: 0,
  stdout: "",
  stderr: "",
  logs: "",
  restartOnFailure: false,
  maxRestarts: 0,
  restartCount: 0,
  keepAlive: false,
  ...(stand.profile === "B" ? { stdin: false, workingDir: "/" } : { workingDir: "" }),
  ...own,
});

const rows: Row[] = [
  {
    row: "a finished run: output concatenated, not interleaved",
    ask: (stand) => run(stand, { command: "echo e >&2; echo o" }),
    answers: (stand) => ({
      status: 200,
      headers: JSON_TYPE,
      json: response(stand, {
        command: "echo e >&2; echo o",
        status: "completed",
        stdout: "o\n",
        stderr: "e\n",
        logs: "o\ne\n",
      }),
    }),
  },
  {
    row: "a running process",
    ask: (stand) => start(stand, { command: "sleep 30" }),
    answers: {
      A: (stand) => ({
        status: 200,
        json: response(stand, {
          command: "sleep 30",
          status: "running",
          completedAt: "",
          logs: null,
        }),
      }),
      B: (stand) => ({
        status: 200,
        json: response(stand, { command: "sleep 30", status: "running", completedAt: "" }),
      }),
    },
  },
  {
    row: "the list has no date for what still runs: null in profile A, empty in B",
    before: (stand) => start(stand, { command: "sleep 30" }),
    ask: (stand) => stand.call("GET", "/process"),
    answers: {
      A: ({ name }) => ({
        status: 200,
        json: expect.arrayContaining([expect.objectContaining({ name, completedAt: null })]),
      }),
      B: ({ name }) => ({
        status: 200,
        json: expect.arrayContaining([expect.objectContaining({ name, completedAt: "" })]),
      }),
    },
  },
  {
    row: "exit codes: non-zero is failed",
    ask: (stand) => run(stand, { command: "exit 3" }),
    answers: () => processWith({ status: "failed", exitCode: 3 }),
  },
  {
    row: "exit codes: a signal is -1",
    ask: (stand) => run(stand, { command: "kill -9 $$" }),
    answers: () => processWith({ status: "failed", exitCode: -1 }),
  },
  {
    row: "exit codes: a missing command is 127",
    ask: (stand) => run(stand, { command: "no-such-command-xyz" }),
    answers: () => processWith({ status: "failed", exitCode: 127 }),
  },
  {
    row: "env overrides the server's",
    ask: (stand) => run(stand, { command: "echo $HELLO", env: { HELLO: "there" } }),
    answers: () => processWith({ stdout: "there\n" }),
  },
  {
    row: "stdin is at its end",
    ask: (stand) => run(stand, { command: "cat; echo end" }),
    answers: () => processWith({ stdout: "end\n" }),
  },
  {
    row: "a missing name is made up",
    ask: (stand) =>
      stand.call("POST", "/process", { json: { command: "true", waitForCompletion: true } }),
    answers: () => ({
      status: 200,
      json: expect.objectContaining({ name: expect.stringMatching(/^proc-[a-z0-9]{8}$/) }),
    }),
  },
  {
    row: "a name that runs is refused",
    before: (stand) => start(stand, { command: "sleep 30" }),
    ask: (stand) => start(stand, { command: "sleep 30" }),
    answers: ({ name }) => ({
      status: 400,
      error: `process with name '${name}' already exists and is running`,
    }),
  },
  {
    row: "a name of the past is free; look-ups find the newest",
    before: async (stand) => {
      await run(stand, { command: "echo first" });
      await run(stand, { command: "echo second" });
    },
    ask: get,
    answers: () => processWith({ command: "echo second", stdout: "second\n" }),
  },
  {
    row: "no JSON",
    ask: (stand) => stand.call("POST", "/process", { body: "{bad" }),
    answers: () => ({
      status: 400,
      error:
        "invalid request body: invalid character 'b' looking for beginning of object key string",
    }),
  },
  {
    row: "an empty body",
    ask: (stand) => stand.call("POST", "/process", { body: "" }),
    answers: () => ({ status: 400, error: "invalid request body: EOF" }),
  },
  {
    row: "no command",
    ask: (stand) => stand.call("POST", "/process", { json: { command: "" } }),
    answers: () => ({
      status: 400,
      error:
        "invalid request body: Key: 'ProcessRequest.Command' Error:Field validation for 'Command' failed on the 'required' tag",
    }),
  },
  {
    row: "a wrong type",
    ask: (stand) => stand.call("POST", "/process", { json: { command: 5 } }),
    answers: () => ({
      status: 400,
      error:
        "invalid request body: json: cannot unmarshal number into Go struct field ProcessRequest.command of type string",
    }),
  },
  {
    row: "a working folder that is missing",
    ask: (stand) => start(stand, { command: "ls", workingDir: "/nope" }),
    answers: () => ({
      status: 422,
      error:
        "failed to start process: could not execute command 'ls' because folder '/nope' does not exist",
    }),
  },
  {
    row: "completion takes longer than the limit",
    ask: (stand) => run(stand, { command: "sleep 30", timeout: 1 }),
    answers: () => ({ status: 422, error: "process timed out after 1 seconds" }),
  },
  {
    row: "ports take longer than the limit",
    ask: (stand) => start(stand, { command: "sleep 30", waitForPorts: [3000], timeout: 1 }),
    answers: () => ({
      status: 422,
      error: "process timed out waiting for ports after 1 seconds",
    }),
  },
  {
    row: "the process fails before its ports open: profile A waits on",
    ask: (stand) =>
      start(stand, {
        command: "echo why >&2; exit 1",
        waitForPorts: [3000],
        // A waits for all of it; in B it is to be over by the end of the process, on a busy machine too.
        timeout: stand.profile === "A" ? 2 : 60,
      }),
    answers: {
      A: () => ({ status: 422, error: "process timed out waiting for ports after 2 seconds" }),
      B: () => ({
        status: 422,
        error: /^process exited with code 1 before ports \[3000\] opened; last output:\nwhy\n?$/,
      }),
    },
  },
  ...["", "/logs"].map((path): Row => ({
    row: `GET of an unknown process${path}`,
    ask: (stand) => stand.call("GET", `/process/nope${path}`),
    answers: () => ({
      status: 404,
      error: path === "" ? "process not found" : "process with PID nope not found",
    }),
  })),
  ...["", "/kill"].map((path): Row => ({
    row: `DELETE of an unknown process${path}`,
    ask: (stand) => stand.call("DELETE", `/process/nope${path}`),
    answers: () => ({ status: 404, error: "process with Identifier nope not found" }),
  })),
  {
    row: "HEAD never looks",
    ask: (stand) => stand.call("HEAD", "/process/whatever"),
    answers: () => ({ status: 200, text: "" }),
  },
  {
    row: "POST /process/ is redirected",
    ask: (stand) => stand.call("POST", "/process/"),
    answers: () => ({ status: 307, headers: { location: /\/process$/ } }),
  },
  {
    row: "an unknown route",
    ask: (stand) => stand.call("GET", "/nowhere"),
    answers: () => ({
      status: 404,
      text: "404 page not found",
      headers: { "content-type": "text/plain" },
    }),
  },
  {
    row: "an unknown method",
    ask: (stand) => stand.call("PATCH", "/process"),
    answers: () => ({ status: 404, text: "404 page not found" }),
  },
  {
    row: "logs as one answer",
    before: (stand) => run(stand, { command: "echo a; echo b >&2; echo c" }),
    ask: (stand) => stand.call("GET", `/process/${stand.name}/logs`),
    answers: () => ({
      status: 200,
      json: { stdout: "a\nc\n", stderr: "b\n", logs: "a\nc\nb\n" },
    }),
  },
  {
    row: "input is written in profile B; profile A has no such route",
    before: (stand) => start(stand, { command: "head -n 1; sleep 30", stdin: true }),
    ask: (stand) => stand.call("POST", `/process/${stand.name}/stdin`, { body: "line\n" }),
    answers: {
      A: () => ({ status: 404, text: "404 page not found" }),
      B: () => ({ status: 200, json: { message: "Bytes written to stdin" } }),
    },
  },
  {
    row: "input is closed",
    before: (stand) => start(stand, { command: "cat; sleep 30", stdin: true }),
    ask: (stand) => stand.call("DELETE", `/process/${stand.name}/stdin`),
    answers: {
      A: () => ({ status: 404, text: "404 page not found" }),
      B: () => ({ status: 200, json: { message: "Stdin closed" } }),
    },
  },
  {
    row: "input of a process without any",
    before: (stand) => start(stand, { command: "sleep 30" }),
    ask: (stand) => stand.call("POST", `/process/${stand.name}/stdin`, { body: "line\n" }),
    answers: {
      A: () => ({ status: 404, text: "404 page not found" }),
      B: () => ({
        status: 409,
        error: 'process was started without stdin; start it with "stdin": true',
      }),
    },
  },
];

walkRows("starting and asking for processes", rows);
