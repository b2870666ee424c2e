import type { ShellStart } from "../process";

/** A program on a terminal of its own. */
export interface Pty {
  readonly pid: number;
  write(data: string): void;
  resize(columns: number, rows: number): void;
  kill(signal: string): void;
}

/** What a terminal tells. */
export interface PtyEvents {
  onData(bytes: Buffer): void;
  /** After the last output. */
  onExit(): void;
}

/** How large a terminal is, in characters. */
export interface TerminalSize {
  columns: number;
  rows: number;
}

/** Starts a program on a new terminal. Rejects where this platform has no prebuilt `@lydell/node-pty`. */
export async function openPty(
  { words, cwd, env }: ShellStart,
  { columns, rows }: TerminalSize,
  { onData, onExit }: PtyEvents,
): Promise<Pty> {
  const { spawn } = await import("@lydell/node-pty").catch((cause: unknown) => {
    throw new Error(
      `no terminal on this machine: @lydell/node-pty is not there for ${process.platform}-${process.arch}`,
      { cause },
    );
  });
  const [file = "", ...args] = words;
  // The library cannot make a terminal without a column or a row.
  const size = { cols: Math.max(1, columns), rows: Math.max(1, rows) };
  const pty = spawn(file, args, { ...size, cwd, env, encoding: null });
  pty.onData((piece: unknown) => {
    onData(Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece)));
  });
  pty.onExit(onExit);
  return pty;
}
