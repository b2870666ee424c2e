import { SandboxError } from "../errors";
import { sandboxDoor, sandboxErrorFrom, sandboxFetch } from "../sandbox";
import type { SessionStore } from "../session";
import { isRecord } from "./logs";
import { withOwnSignal } from "./callOff";
import { processAnswer, type ProcessAnswer } from "./processAnswer";
import type { ProcessRequest } from "./processOptions";
import type { ListeningPort } from "./processState";

const pathOf = (id: string) => `/process/${encodeURIComponent(id)}`;

/** Asks for one process by name or pid; `undefined` if the sandbox knows none. */
export function lookUp(
  store: SessionStore,
  id: string,
  signal: AbortSignal,
): Promise<ProcessAnswer | undefined> {
  return withOwnSignal(signal, async (signal) => {
    const response = await sandboxFetch(store, pathOf(id), { signal });
    if (response.status === 404 && (await isOfProcess(response))) return undefined;
    if (!response.ok) throw await sandboxErrorFrom(response, "looking for the process");
    const answer = processAnswer(await response.json());
    if (!answer) throw unexpected("looking for the process");
    return answer;
  });
}

/** Every process that the sandbox knows, finished ones included. */
export async function listAll(
  store: SessionStore,
  signal: AbortSignal,
): Promise<readonly ProcessAnswer[]> {
  const response = await sandboxFetch(store, "/process", { signal });
  if (!response.ok) throw await sandboxErrorFrom(response, "listing the processes");
  const list: unknown = await response.json();
  if (!Array.isArray(list)) throw unexpected("listing the processes");
  return list.map(processAnswer).filter((answer) => answer !== undefined);
}

/** What the process and its children listen on. */
export function lookUpPorts(
  store: SessionStore,
  pid: string,
  signal: AbortSignal,
): Promise<readonly ListeningPort[]> {
  return withOwnSignal(signal, async (signal) => {
    const response = await sandboxFetch(store, `/network/process/${pid}/ports`, { signal });
    if (!response.ok) throw await sandboxErrorFrom(response, "looking for open ports");
    const answer: unknown = await response.json();
    const ports: unknown = isRecord(answer) ? answer["ports"] : undefined;
    if (!Array.isArray(ports)) return [];
    return ports
      .filter(isRecord)
      .filter(({ state }) => state === "LISTEN")
      .map(({ localAddr, localPort }) => {
        const address = String(localAddr);
        return { port: Number(localPort), address, loopback: isLoopback(address) };
      });
  });
}

/** Starts a process through the SDK. */
export async function exec(store: SessionStore, request: ProcessRequest): Promise<ProcessAnswer> {
  const started = await sandboxDoor(store).run((sandbox) => sandbox.process.exec(request));
  const answer = processAnswer(started);
  if (!answer) throw unexpected("starting the process");
  return answer;
}

/** Asks the process to end, or ends it. */
export async function end(store: SessionStore, pid: string, how: "stop" | "kill"): Promise<void> {
  const run = sandboxDoor(store).run;
  await run((sandbox) => sandbox.process[how](pid), { idempotent: true });
}

/** Writes to the input of the process; without data, closes it. */
export async function sendInput(
  store: SessionStore,
  pid: string,
  data?: string | Uint8Array<ArrayBuffer>,
): Promise<void> {
  const response = await sandboxFetch(store, `${pathOf(pid)}/stdin`, {
    ...(data === undefined ? { method: "DELETE" } : { method: "POST", body: data }),
    idempotent: false,
  });
  if (response.ok) return;
  if (response.status === 409 || response.status === 404) {
    throw new SandboxError({
      kind: "invalid-options",
      message: "The process has no open input.",
      hint: "Start it with `stdin: true`. Older sandbox images have no input at all.",
      retryable: false,
      status: response.status,
    });
  }
  throw await sandboxErrorFrom(response, "writing to the process");
}

/** A 404 of the sandbox API says so in a string; one of the platform in an object. */
async function isOfProcess(response: Response): Promise<boolean> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return isRecord(body) && typeof body["error"] === "string";
}

function isLoopback(address: string): boolean {
  const bare = address.replace(/^\[|\]$|%.*$/g, "");
  return bare === "::1" || bare === "localhost" || /^(::ffff:)?127\./.test(bare);
}

function unexpected(what: string): SandboxError {
  return new SandboxError({
    kind: "sandbox-refused",
    message: `The sandbox did not answer with a process while ${what}.`,
    hint: "Check the session's URL.",
    retryable: false,
  });
}
