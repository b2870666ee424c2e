import { isRecord, type Cancellable } from "../core";
import { SandboxError } from "../errors";
import { sandboxErrorFrom } from "./sandboxErrors";
import { sandboxFetch, type CredentialSource, type SandboxCredential } from "./sandboxFetch";
import { PREVIEW_TOKEN_PARAMETER } from "./tokens";

const PATH = "/terminal/ws";
/** A server puts this before all that a shell has printed last, the first thing that it sends. */
const REPLAY_MARK = "\u001b[0m";
/** How much a server keeps of what a shell prints, in bytes, and how far it looks for the start of a line. */
export const REPLAY_BYTES = 100 * 1024;
export const REPLAY_START_BYTES = 256;

/** Which shell a socket leads to, and how large its terminal is. */
export interface TerminalAddress {
  readonly sessionId: string;
  /** Both count for a new shell only. */
  readonly workingDir: string | undefined;
  readonly shell: string | undefined;
  readonly cols: number;
  readonly rows: number;
}

/** How a socket ended. */
export type TerminalEnd =
  /** The shell is over, and all of its output has come. */
  | "exited"
  /** The shell could not be started. */
  | "refused"
  /** The connection ended, and the shell may go on. */
  | "lost"
  /** There was no connection; a browser does not say why. */
  | "unopened";

/** What a socket tells. */
export interface TerminalEvents {
  onOpen(): void;
  /** `isReplay`: the server has taken this from what it keeps. Only the first output of a socket can be. */
  onOutput(text: string, isReplay: boolean): void;
  /** Called once, unless `close` was called before. */
  onEnd(end: TerminalEnd): void;
}

/** One connection to a shell. */
export interface TerminalSocket {
  input(data: string): void;
  resize(cols: number, rows: number): void;
  /** Says nothing to a shell. An older server whose shell has ended drops the connection. */
  probe(): void;
  /** Ends the connection, not the shell. No event comes after it. */
  close(): void;
}

/** Connects to a shell with the rights of `credential`: a browser can send the token in the address only. */
export function openTerminal(
  { url, token }: SandboxCredential,
  { sessionId, workingDir, shell, cols, rows }: TerminalAddress,
  events: TerminalEvents,
): TerminalSocket {
  const query = new URLSearchParams({ cols: String(cols), rows: String(rows), sessionId });
  if (workingDir !== undefined) query.set("workingDir", workingDir);
  if (shell !== undefined) query.set("shell", shell);
  query.set(PREVIEW_TOKEN_PARAMETER, token);
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}${PATH}?${query.toString()}`);
  let isOpen = false;
  let isFirst = true;
  let isRefused = false;
  const send = (message: object) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  let isOver = false;
  const on = <Type extends keyof WebSocketEventMap>(
    type: Type,
    listener: (event: WebSocketEventMap[Type]) => void,
  ) => socket.addEventListener(type, (event) => isOver || listener(event));
  on("open", () => {
    isOpen = true;
    events.onOpen();
  });
  on("message", ({ data }) => {
    const message = messageIn(data);
    if (!message) return;
    if (message.type === "error") {
      isRefused = true;
      return;
    }
    const isReplay = isFirst && message.data.startsWith(REPLAY_MARK);
    isFirst = false;
    events.onOutput(isReplay ? message.data.slice(REPLAY_MARK.length) : message.data, isReplay);
  });
  on("close", ({ code, reason }) => {
    if (isRefused) events.onEnd("refused");
    else if (code === 1000 && reason === "Shell exited") events.onEnd("exited");
    else events.onEnd(isOpen ? "lost" : "unopened");
  });
  return {
    input: (data) => send({ type: "input", data }),
    resize: (cols, rows) => send({ type: "resize", cols, rows }),
    probe: () => send({ type: "noop" }),
    close: () => {
      isOver = true;
      socket.close();
    },
  };
}

function messageIn(data: unknown): { type: "output" | "error"; data: string } | undefined {
  if (typeof data !== "string") return undefined;
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return undefined; // A client bears what it does not know, as the server does.
  }
  if (!isRecord(message)) return undefined;
  const { type, data: text = "" } = message;
  if ((type !== "output" && type !== "error") || typeof text !== "string") return undefined;
  return { type, data: text };
}

const CONNECTING = "connecting a terminal";

/**
 * Asks by HTTP why there was no socket: a session that is refused is replaced on the way. Resolves if
 * there is a terminal, so that it is the socket itself that does not get through; rejects with why not.
 */
export async function findTerminal(source: CredentialSource, { signal }: Cancellable) {
  await sandboxFetch(source, PATH, {
    what: CONNECTING,
    signal,
    read: async (response) => {
      // So it answers who does not ask for a socket.
      if (response.status === 400) return;
      const error = await sandboxErrorFrom(response, CONNECTING);
      throw response.status === 404 && error.kind === "sandbox-refused" ? noTerminal() : error;
    },
  });
}

const noTerminal = () =>
  new SandboxError({
    kind: "sandbox-refused",
    message: "This sandbox has no terminal (404).",
    hint: "Use a newer image, and leave DISABLE_TERMINAL out of its variables.",
    status: 404,
    retryable: false,
  });
