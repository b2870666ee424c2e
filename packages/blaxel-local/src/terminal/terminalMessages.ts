import { goJson } from "../http";
import { goText } from "../process";
import type { TerminalSize } from "./pty";

/** What a client asks for in the address of its socket. */
export interface TerminalRequest extends TerminalSize {
  sessionId: string;
  shell: string;
  workingDir: string;
}

/** What a client may say; what is none of it means nothing. */
type ClientMessage = { type: "input"; data: string } | ({ type: "resize" } & TerminalSize);

const MOST = 65_535;

/** Reads the query as the real server does: what is no number is the default. */
export function readRequest(url: string): TerminalRequest {
  const { searchParams } = new URL(url, "http://sandbox");
  const number = (name: string, otherwise: number) => {
    const text = searchParams.get(name) ?? "";
    return /^\d+$/.test(text) && Number(text) <= MOST ? Number(text) : otherwise;
  };
  return {
    columns: number("cols", 80),
    rows: number("rows", 24),
    sessionId: searchParams.get("sessionId") || "default",
    shell: searchParams.get("shell") ?? "",
    workingDir: searchParams.get("workingDir") || "/",
  };
}

/** Reads one message; undefined for one that is ignored. */
export function readMessage(text: string): ClientMessage | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof message !== "object" || message === null || !("type" in message)) return undefined;
  if (message.type === "input" && "data" in message && typeof message.data === "string") {
    return { type: "input", data: message.data };
  }
  if (message.type !== "resize" || !("cols" in message) || !("rows" in message)) return undefined;
  const { cols: columns, rows } = message;
  return isSize(columns) && isSize(rows) ? { type: "resize", columns, rows } : undefined;
}

const isSize = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) <= MOST;

/** Output as the server sends it: what is no whole character is lost. */
export const outputMessage = (bytes: Buffer) =>
  `${goJson({ type: "output", data: goText(bytes) })}\n`;

export const errorMessage = (text: string) => `${goJson({ type: "error", data: text })}\n`;
