import { isRecord } from "../../core";
import type { OutputStream } from "../types";
import type { Framing, LogSink } from "./framing";
import { fromBinary, incompleteTail, streamingDecoder } from "./utf8";

const encoder = new TextEncoder();

/** Reads the form with one JSON record a line, which the newer servers offer: exact to the byte. */
export class RecordFraming implements Framing {
  readonly mayBeReplay = false;
  readonly #sink: LogSink;
  readonly #records = streamingDecoder();
  readonly #decoders = { stdout: streamingDecoder(), stderr: streamingDecoder() };
  readonly #torn: Record<OutputStream, boolean> = { stdout: false, stderr: false };
  #rest = "";

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  get held(): { stream: OutputStream; text: string } {
    return { stream: "stdout", text: "" };
  }

  push(bytes: Uint8Array): void {
    const text = this.#rest + this.#records.decode(bytes, { stream: true });
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      if (end > from) this.#record(text.slice(from, end));
      from = end + 1;
    }
    this.#rest = text.slice(from);
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
    const bytes = base64 ? fromBinary(atob(data)) : encoder.encode(data);
    const text = this.#decoders[stream].decode(bytes, { stream: true });
    this.#torn[stream] = incompleteTail(bytes) > 0;
    if (text !== "") this.#sink.text(stream, text);
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
