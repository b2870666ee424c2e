import { isRecord } from "../core";
import { SandboxError } from "../errors";
import { type CredentialSource, sandboxFetch } from "./sandboxFetch";
import { processAnswer, type ProcessAnswer } from "./processAnswer";
import { inAddress } from "./processPath";
import { readJson, sandboxErrorFrom } from "./sandboxErrors";
import type { ListeningPort } from "./types";

/** How long the sandbox may take for what it knows by heart, in milliseconds. */
const QUESTION_LIMIT_MS = 10_000;

/** Asks for one process by name or pid; `undefined` if the sandbox knows none. */
export async function lookUp(
  source: CredentialSource,
  id: string,
  signal: AbortSignal,
): Promise<ProcessAnswer | undefined> {
  const what = "looking for the process";
  return sandboxFetch(source, `/process/${inAddress(id)}`, {
    signal,
    what,
    timeoutMs: QUESTION_LIMIT_MS,
    read: async (response) => {
      if (response.status === 404 && (await isOfProcess(response, what))) return undefined;
      if (!response.ok) throw await sandboxErrorFrom(response, what);
      return answerIn(await readJson(response, what), what);
    },
  });
}

/** Every process that the sandbox knows, finished ones included. */
export function listAll(
  source: CredentialSource,
  signal: AbortSignal,
): Promise<readonly ProcessAnswer[]> {
  const what = "listing the processes";
  return sandboxFetch(source, "/process", {
    signal,
    what,
    read: async (response) => {
      if (!response.ok) throw await sandboxErrorFrom(response, what);
      const list = await readJson(response, what);
      if (!Array.isArray(list)) throw unexpected(what);
      return list.map(processAnswer).filter((answer) => answer !== undefined);
    },
  });
}

/** What the process and its children listen on. */
export async function lookUpPorts(
  source: CredentialSource,
  pid: string,
  signal: AbortSignal,
  timeoutMs = QUESTION_LIMIT_MS,
): Promise<readonly ListeningPort[]> {
  const what = "looking for open ports";
  return sandboxFetch(source, `/network/process/${inAddress(pid)}/ports`, {
    signal,
    what,
    timeoutMs,
    read: async (response) => {
      if (!response.ok) throw await sandboxErrorFrom(response, what);
      return portsIn(await readJson(response, what));
    },
  });
}

function portsIn(answer: unknown): readonly ListeningPort[] {
  const ports: unknown = isRecord(answer) ? answer["ports"] : undefined;
  if (!Array.isArray(ports)) return [];
  return ports
    .filter(isRecord)
    .filter(({ state }) => state === "LISTEN")
    .map(({ localAddr, localPort }) => {
      const address = String(localAddr);
      return { port: Number(localPort), address, loopback: isLoopback(address) };
    });
}

/** Writes to the input of the process; without data, closes it. */
export async function sendInput(
  source: CredentialSource,
  pid: string,
  data?: string | Uint8Array<ArrayBuffer>,
): Promise<void> {
  const what = "writing to the process";
  return sandboxFetch(source, `/process/${inAddress(pid)}/stdin`, {
    ...(data === undefined ? { method: "DELETE" } : { method: "POST", body: data }),
    idempotent: false,
    what,
    read: async (response) => {
      if (response.status === 409 || response.status === 404) throw noInput(response.status);
      if (!response.ok) throw await sandboxErrorFrom(response, what);
      await response.body?.cancel();
    },
  });
}

/** A 404 of the sandbox API says so in a string; one of the platform in an object. */
async function isOfProcess(response: Response, what: string): Promise<boolean> {
  const body = await readJson(response.clone(), what);
  return isRecord(body) && typeof body["error"] === "string";
}

function isLoopback(address: string): boolean {
  const bare = address.replace(/^\[|\]$|%.*$/g, "");
  return bare === "::1" || bare === "localhost" || /^(::ffff:)?127\./.test(bare);
}

/** The answer about one process. `what` completes "while …" in the error for anything else. */
export function answerIn(value: unknown, what: string): ProcessAnswer {
  const answer = processAnswer(value);
  if (!answer) throw unexpected(what);
  return answer;
}

function noInput(status: number): SandboxError {
  return new SandboxError({
    kind: "invalid-options",
    message: "The process has no open input.",
    hint: "Start it with `stdin: true`. Older sandbox images have no input at all.",
    retryable: false,
    status,
  });
}

function unexpected(what: string): SandboxError {
  return new SandboxError({
    kind: "sandbox-refused",
    message: `The sandbox did not answer with a process while ${what}.`,
    hint: "Check the session's URL.",
    retryable: false,
  });
}
