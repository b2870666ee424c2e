// @vitest-environment jsdom
// What the user's own code gives to the hooks of processes and of the sandbox.
import { expect } from "vitest";
import {
  isSandboxError,
  ProcessLogs,
  useProcess,
  useProcessLogs,
  useSandbox,
  type ProcessOptions,
  type SandboxHandle,
} from "blaxel-react";
import { ProcessList } from "../src/process/useProcesses";
import { hookRig, throwing } from "./hookRig";
import { attacks } from "./rows";

const rig = hookRig();

attacks<Record<string, unknown>>(
  "an option of useProcess that cannot work",
  {
    "no name": { name: undefined },
    "a name that is null": { name: null },
    "a name that is a number": { name: 3000 },
    "a name that is an object": { name: {} },
    "a name that is a symbol": { name: Symbol("dev") },
    "a name of spaces": { name: "  " },
    "a name of a path": { name: "../dev" },
    "a name of a dot": { name: "." },
    "a name of two dots": { name: ".." },
    "a name of digits": { name: "3000" },
    "a name of digits with a sign": { name: "-3000" },
    "a name with a NUL": { name: "dev\0" },
    "a name of half a character": { name: "dev\ud83d" },
    "no command": { command: undefined },
    "a command of spaces": { command: "  " },
    "a command that is a list": { command: ["npm", "run", "dev"] },
    "a command that is a number": { command: 7 },
    "a command with a NUL": { command: "true\0" },
    "ports that are a number": { waitForPorts: 3000 },
    "ports that are a text": { waitForPorts: "3000" },
    "ports that are null": { waitForPorts: null },
    "a port that is a text": { waitForPorts: ["3000"] },
    "a port of zero": { waitForPorts: [0] },
    "a port below zero": { waitForPorts: [-1] },
    "a port beyond all": { waitForPorts: [65_536] },
    "half a port": { waitForPorts: [3000.5] },
    "a port that is NaN": { waitForPorts: [Number.NaN] },
    "a limit that is NaN": { readyTimeoutMs: Number.NaN },
    "a limit below zero": { readyTimeoutMs: -1 },
    "a limit that is a text": { readyTimeoutMs: "5s" },
    "a time that is NaN": { timeout: Number.NaN },
    "a time that is infinite": { timeout: Number.POSITIVE_INFINITY },
    "half a second": { timeout: 0.5 },
    "restarts that are NaN": { maxRestarts: Number.NaN },
    "restarts that are infinite": { maxRestarts: Number.POSITIVE_INFINITY },
    "variables that are a text": { env: "A=b" },
    "variables that are a list": { env: ["A=b"] },
    "a variable that is a number": { env: { PORT: 3000 } },
    "a variable that is an object": { env: { A: { b: "c" } } },
    "a variable with a NUL": { env: { A: "b\0" } },
    "a variable named by an equals sign": { env: { "A=B": "c" } },
    "a folder that is a number": { workingDir: 7 },
    "a folder with a NUL": { workingDir: "/app\0" },
    "a log of no lines": { logLimit: { lines: 0 } },
    "a log of NaN lines": { logLimit: { lines: Number.NaN } },
    "a log of less than no characters": { logLimit: { characters: -1 } },
    "a log limit that is a number": { logLimit: 7 },
    "a log limit that is null": { logLimit: null },
  },
  async (options) => {
    const all = { name: "dev", command: "true", ...options } as unknown as ProcessOptions;
    const dev = rig.use(() => useProcess(all));
    await rig.settle();
    expect(rig.caught).toEqual([]);
    expect(dev().status).toBe("error");
    expect(dev().error).toMatchObject({ kind: "invalid-options", retryable: false });
    expect(dev().error?.hint).not.toBe("");
    expect(rig.sandbox.asked).toEqual([]);
  },
);

attacks<Record<string, unknown>>(
  "a choice of lines",
  {
    "a filter that throws": { filter: throwing },
    "a filter that answers no boolean": { filter: () => Promise.resolve(false) },
    "a filter that is a number": { filter: 7 },
    "a filter that is null": { filter: null },
    "a filter that remembers": { filter: /line/g },
    "a tail of NaN": { tail: Number.NaN },
    "a tail below zero": { tail: -1 },
    "a tail without end": { tail: Number.POSITIVE_INFINITY },
    "a tail that is a text": { tail: "5" },
    "a stream that is none": { stream: "stdin" },
    "a process that is a number": { process: 7 },
    "a process that is null": { process: null },
    "a process without a name": { process: {} },
    "a process named by a path": { process: "../x" },
  },
  async ({ process: of = "dev", ...selection }) => {
    const log = rig.use(() => useProcessLogs(of as string, selection));
    const { unmount } = rig.show(<ProcessLogs process={of as string} />);
    await rig.settle();
    expect(Array.isArray(log().lines)).toBe(true);
    unmount();
    expect(rig.caught).toEqual([]);
    expect(rig.sandbox.asked.join("\n")).not.toMatch(/\/\.{0,2}\/|\/\.{0,2}$/m);
  },
);

attacks<(handle: SandboxHandle) => Promise<unknown>>(
  "a task in the sandbox",
  {
    "that throws": (handle) => handle.run(throwing),
    "that throws nothing": (handle) => handle.run(() => Promise.reject(undefined)),
    "that is none": (handle) => handle.run("ls" as never),
    "that is nothing": (handle) => handle.run(undefined as never),
    "of NaN": (handle) => handle.run(() => 1, { timeoutMs: Number.NaN }),
    "of no time": (handle) => handle.run(() => 1, { timeoutMs: 0 }),
    "of less than no time": (handle) => handle.run(() => 1, { timeoutMs: -1 }),
    "of a time that is a text": (handle) => handle.run(() => 1, { timeoutMs: "5s" as never }),
    "that never ends, for a moment": (handle) =>
      handle.run(() => new Promise(() => {}), { timeoutMs: 1 }),
  },
  async (task) => {
    const handle = rig.use(useSandbox);
    const error: unknown = await task(handle()).catch((reason: unknown) => reason);
    expect(isSandboxError(error)).toBe(true);
    expect(rig.sandbox.asked).toEqual([]);
  },
);

attacks<string>(
  "a pid to be ended",
  {
    "of a path": "../../filesystem/x",
    "of a query": "12?force=true",
    "of nothing": "",
    "of a dot": ".",
    "of two dots": "..",
  },
  async (pid) => {
    const list = new ProcessList(rig.store);
    await list.kill(pid);
    for (const path of rig.sandbox.asked)
      expect(path).toMatch(/^(GET|DELETE) \/process(\/[^/?]+(\/kill)?)?$/);
  },
);
