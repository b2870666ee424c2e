import { expect, it } from "vitest";
import { inBothProfiles, walkRows, type Row, type Stand } from "./contract";

const start = (stand: Stand, command: string, more: Record<string, unknown> = {}) =>
  stand.call("POST", "/process", { json: { name: stand.name, command, ...more } });
const stream = (stand: Stand, headers: Record<string, string> = {}) =>
  stand.call("GET", `/process/${stand.name}/logs/stream`, { headers });
const streamedStart = (stand: Stand, command: string, more: Record<string, unknown> = {}) =>
  stand.call("POST", "/process", {
    json: { name: stand.name, command, ...more },
    headers: { accept: "text/event-stream" },
  });
const TEXT = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-cache",
  "x-accel-buffering": "no",
};
const done = { waitForCompletion: true };

const rows: Row[] = [
  {
    row: "lines, each with where it was written",
    before: (stand) => start(stand, "sleep 0.3; echo o; sleep 0.3; echo e >&2"),
    ask: (stand) => stream(stand),
    answers: () => ({ status: 200, text: "stdout:o\nstderr:e\n", headers: TEXT }),
  },
  {
    row: "a burst: one prefix a chunk in profile A, one a line in B",
    before: (stand) => start(stand, String.raw`sleep 0.4; printf 'l1\nl2\nl3\n'; sleep 0.3`),
    ask: (stand) => stream(stand),
    answers: {
      A: () => ({ status: 200, text: "stdout:l1\nl2\nl3\n" }),
      B: () => ({ status: 200, text: "stdout:l1\nstdout:l2\nstdout:l3\n" }),
    },
  },
  {
    row: "a replay: a last line without its end gets one in profile A",
    before: (stand) => start(stand, String.raw`printf 'l1\nl2\nopen'`, done),
    ask: (stand) => stream(stand),
    answers: {
      A: () => ({ status: 200, text: "stdout:l1\nstdout:l2\nstdout:open\n" }),
      B: () => ({ status: 200, text: "stdout:l1\nstdout:l2\nstdout:open" }),
    },
  },
  {
    row: "a line in pieces: profile A splices its prefix in",
    before: (stand) =>
      start(stand, String.raw`sleep 0.4; printf part; sleep 0.4; printf 'ial\n'; sleep 0.2`),
    ask: (stand) => stream(stand),
    answers: {
      A: () => ({ status: 200, text: "stdout:partstdout:ial\n" }),
      B: () => ({ status: 200, text: "stdout:partial\n" }),
    },
  },
  {
    row: "carriage returns: profile A drops them before line feeds",
    before: (stand) => start(stand, String.raw`printf 'a\r\nb\rc\n'`, done),
    ask: (stand) => stream(stand),
    answers: {
      A: () => ({ status: 200, text: "stdout:a\nstdout:b\rc\n" }),
      B: () => ({ status: 200, text: "stdout:a\r\nstdout:b\rc\n" }),
    },
  },
  {
    row: "a silent process",
    before: (stand) => start(stand, "true", done),
    ask: (stand) => stream(stand),
    answers: () => ({ status: 200, text: "" }),
  },
  {
    row: "an unknown process: 200 in profile A",
    ask: (stand) => stand.call("GET", "/process/nope/logs/stream"),
    answers: {
      A: () => ({
        status: 200,
        text: '{"error":"process with Identifier nope not found"}',
        headers: TEXT,
      }),
      B: () => ({ status: 404, error: "process not found" }),
    },
  },
  {
    row: "a second run of the name: profile A replays the first too",
    before: async (stand) => {
      await start(stand, "echo first", done);
      await start(stand, "echo second", done);
    },
    ask: (stand) => stream(stand),
    answers: {
      A: () => ({ status: 200, text: "stdout:first\nstdout:second\n" }),
      B: () => ({ status: 200, text: "stdout:second\n" }),
    },
  },
  {
    row: "NDJSON on request in profile B",
    before: (stand) => start(stand, "echo o", done),
    ask: (stand) => stream(stand, { accept: "application/x-ndjson" }),
    answers: {
      A: () => ({ status: 200, text: "stdout:o\n", headers: TEXT }),
      B: () => ({
        status: 200,
        text: '{"type":"stdout","data":"o\\n"}\n',
        headers: { "content-type": "application/x-ndjson", vary: /Accept/ },
      }),
    },
  },
  {
    row: "a kill is told in the live stream of profile A",
    before: (stand) => start(stand, "echo go; sleep 30"),
    ask: async (stand) => {
      const read = stream(stand);
      await stand.call("DELETE", `/process/${stand.name}/kill`);
      return read;
    },
    answers: {
      A: () => ({
        status: 200,
        text: /^(stdout:go\n)?(\n\[Process is being forcefully killed\]\n)?(stdout:go\n)?$/,
      }),
      // The kill may come before the first word; what counts is that nothing tells of it.
      B: () => ({ status: 200, text: /^(stdout:go\n)?$/ }),
    },
  },
  {
    row: "a start that streams: events, then the result",
    ask: (stand) => streamedStart(stand, "sleep 0.2; echo a; sleep 0.2"),
    answers: () => ({
      status: 200,
      text: /^\{"type":"stdout","data":"a\\n"\}\n\{"type":"result","data":"\{.*\\"exitCode\\":0.*\}"\}\n$/,
      headers: { "content-type": /^application\/x-ndjson/ },
    }),
  },
  {
    row: "a start that streams and cannot start tells it with 200",
    ask: (stand) => streamedStart(stand, "ls", { workingDir: "/nope" }),
    answers: () => ({
      status: 200,
      text: /^\{"type":"error","data":".*folder '\/nope' does not exist.*"\}\n$/,
    }),
  },
  {
    row: "a start that streams and is refused",
    ask: (stand) => streamedStart(stand, ""),
    answers: () => ({ status: 400, error: /'required' tag$/ }),
  },
];

walkRows("log streams", rows, 2);

inBothProfiles("log streams", (stand, profile) => {
  it.concurrent("a restart ends the stream in profile A, in B it goes on", async () => {
    const here = stand();
    await start(here, "sleep 0.2; echo try; exit 4", { restartOnFailure: true, maxRestarts: 1 });
    const { text } = await stream(here);
    expect(text.match(/try/g)).toHaveLength(profile === "A" ? 1 : 2);
  });

  it.concurrent("headers come before the first line", async () => {
    const here = stand();
    await start(here, "sleep 30");
    const hangUp = new AbortController();
    const response = await here.open("GET", `/process/${here.name}/logs/stream`, {}, hangUp.signal);
    expect(response.status).toBe(200);
    hangUp.abort();
  });

  it.concurrent("the client that hangs up stops no process", async () => {
    const here = stand();
    await start(here, "sleep 30");
    const hangUp = new AbortController();
    await here.open("GET", `/process/${here.name}/logs/stream`, {}, hangUp.signal);
    hangUp.abort();
    const { json } = await here.call("GET", `/process/${here.name}`);
    expect(json).toMatchObject({ status: "running" });
  });
});
