import { HttpError } from "../http";

/** What a request with `noOverwrite` is refused with when its file is there already. */
export const alreadyExists = (path: string): HttpError =>
  new HttpError(409, `file already exists: ${path}`, "FILE_ALREADY_EXISTS");
