import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { errorCode } from "../nodeErrors";

const HUNG_UP = new Set(["EPIPE", "ECONNRESET"]);

/** What a stream's implementer provides, by the names that Node gave it. */
const WRITE = "_write";
const WRITE_MANY = "_writev";

type Done = (error?: Error | null) => void;

/**
 * Lets a socket be read on after a write to it failed: an app may answer and hang up before it has
 * read the body, and what it said still waits to be read. When it said nothing, reading fails as well.
 */
export function readAfterFailedWrite(socket: Socket): void {
  const forgiving = (done: Done): Done => {
    return (error) => done(error && HUNG_UP.has(errorCode(error) ?? "") ? null : error);
  };
  const write = socket[WRITE].bind(socket);
  const writeMany = socket[WRITE_MANY]?.bind(socket);
  socket[WRITE] = (chunk: unknown, encoding, done) => write(chunk, encoding, forgiving(done));
  if (writeMany) socket[WRITE_MANY] = (chunks, done) => writeMany(chunks, forgiving(done));
}

/** Reads what is left of a body that no one waits for, so that its connection can serve on. */
export function dropBody(request: IncomingMessage): void {
  request.unpipe();
  request.resume();
}
