// For the tests of this folder: a socket to a terminal, and what it was sent.
import { WebSocket } from "ws";
import { eventually, parse } from "../api/testServer";
import type { TestSandbox } from "../testSandbox";

/** An open terminal socket. */
export interface TerminalTestClient {
  readonly socket: WebSocket;
  /** All frames, as they came. */
  readonly frames: string[];
  /** All output. */
  text(): string;
  /** Code and reason of the end. */
  closed: Promise<string>;
  input(data: string): void;
  send(message: unknown): void;
  /** Waits until the output holds it. */
  shows(text: string | RegExp): Promise<void>;
}

/** Dials a terminal of the sandbox. */
export function dialTerminal(
  { session }: TestSandbox,
  query: Record<string, string> = {},
  { token = session.token }: { token?: string } = {},
): TerminalTestClient {
  const search = new URLSearchParams({ shell: "/bin/sh", ...query, bl_preview_token: token });
  const socket = new WebSocket(`${session.url.replace("http", "ws")}/terminal/ws?${search}`);
  const frames: string[] = [];
  const closed = new Promise<string>((resolve) => {
    socket.on("error", (error) => resolve(error.message));
    socket.on("close", (code, reason) => resolve(`${code} ${String(reason)}`));
  });
  socket.on("message", (data: Buffer) => frames.push(data.toString()));
  const text = () => frames.map(dataOf).join("");
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  return {
    socket,
    frames,
    text,
    closed,
    send,
    input: (data) => send({ type: "input", data }),
    shows: async (wanted) => {
      await eventually(text, (all) =>
        typeof wanted === "string" ? all.includes(wanted) : wanted.test(all),
      );
    },
  };
}

function dataOf(frame: string): string {
  const { data } = parse(frame);
  return typeof data === "string" ? data : "";
}
