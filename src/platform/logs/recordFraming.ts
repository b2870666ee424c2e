import { isRecord } from "../../core";
import type { OutputStream } from "../types";
import type { Framing, LogSink } from "./framing";
import { encode, fromBinary, incompleteTail, streamingDecoder } from "./utf8";

/** In characters. The servers' own records hold some kilobytes; of a longer one nothing is kept. */
const MOST = 16_000_000;

/** Reads the form with one JSON record a line, which the newer servers offer: exact to the byte. */
export class RecordFraming implements Framing {
  readonly mayBeReplay = false;
  readonly #sink: LogSink;
  readonly #records = streamingDecoder();
  readonly #decoders = { stdout: streamingDecoder(), stderr: streamingDecoder() };
  readonly #torn: Record<OutputStream, boolean> = { stdout: false, stderr: false };
  /** The pieces of a record that has not ended, and their length. */
  #rest: string[] = [];
  #size = 0;

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  get held(): { stream: OutputStream; text: string } {
    return { stream: "stdout", text: "" };
  }

  push(bytes: Uint8Array): void {
    const text = this.#records.decode(bytes, { stream: true });
    let from = 0;
    // Only the new piece is looked through, or a long record would cost ever more.
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      this.#keep(text.slice(from, end));
      const line = this.#rest.join("");
      if (this.#size > MOST) this.#sink.gap();
      else if (line !== "") this.#record(line);
      this.#rest = [];
      this.#size = 0;
      from = end + 1;
    }
    this.#keep(text.slice(from));
  }

  #keep(piece: string): void {
    this.#size += piece.length;
    if (this.#size > MOST) this.#rest = [];
    else this.#rest.push(piece);
  }

  #record(line: string): void {
    const record = parsed(line);
    const data = typeof record["data"] === "string" ? record["data"] : "";
    switch (record["type"]) {
      case "stdout":
      case "stderr":
        this.#output(record["type"], data, record["encoding"] === "base64");
        break;
      case "restart":
        this.#sink.restart(Number(/Attempting restart (\d+)/.exec(data)?.[1] ?? 0));
        break;
      case "truncated":
        this.#sink.gap();
        break;
      default: // keepalives, and what later servers may add
    }
  }

  #output(stream: OutputStream, data: string, base64: boolean): void {
    if (!base64 && !this.#torn[stream]) {
      this.#sink.text(stream, data);
      return;
    }
    const bytes = base64 ? bytesOf(data) : encode(data);
    if (!bytes) {
      this.#sink.gap();
      return;
    }
    const text = this.#decoders[stream].decode(bytes, { stream: true });
    this.#torn[stream] = incompleteTail(bytes) > 0;
    if (text !== "") this.#sink.text(stream, text);
  }
}

function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return fromBinary(atob(base64));
  } catch {
    return undefined;
  }
}

/** What cannot be read stands for output that is missing. */
function parsed(line: string): Partial<Record<string, unknown>> {
  try {
    const record: unknown = JSON.parse(line);
    return isRecord(record) ? record : {};
  } catch {
    return { type: "truncated" };
  }
}
