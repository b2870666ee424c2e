import type { IncomingMessage, ServerResponse } from "node:http";
import type { Profile } from "../profile";
import type { SandboxRoot } from "./root";

/** What every file route works with. */
export interface FileContext {
  readonly root: SandboxRoot;
  readonly profile: Profile;
}

/** Answers one request; throws an `HttpError` or a `PathError` to refuse it. */
export type FileHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A JSON body holds at most what fits through: larger files come as forms or in parts. */
export const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** The largest file that an answer carries inside JSON. */
export const MAX_INLINE_BYTES = 256 * 1024 * 1024;

/** The largest file that one request may upload. */
export const MAX_UPLOAD_BYTES = 4 * 1024 * 1024 * 1024;
