import { errorCode } from "../nodeErrors";

/** What the kernel's error codes are called in the answers of the real server, which is written in Go. */
const TEXTS: Record<string, string> = {
  EACCES: "permission denied",
  EBUSY: "device or resource busy",
  EEXIST: "file exists",
  EFBIG: "file too large",
  EINVAL: "invalid argument",
  EISDIR: "is a directory",
  ELOOP: "too many levels of symbolic links",
  EMFILE: "too many open files",
  ENAMETOOLONG: "file name too long",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on device",
  ENOTDIR: "not a directory",
  ENOTEMPTY: "directory not empty",
  ENXIO: "no such device or address",
  EPERM: "operation not permitted",
  EROFS: "read-only file system",
  ETXTBSY: "text file busy",
};

/** Node's own codes, such as `ERR_STREAM_PREMATURE_CLOSE`, look different. */
const KERNEL_CODE = /^E[A-Z0-9]+$/;

/**
 * A file operation that failed, with the path inside the sandbox. Where the folder really lies on
 * this machine never reaches an answer.
 */
export class PathError extends Error {
  override readonly name = "PathError";
  constructor(
    readonly operation: string,
    readonly path: string,
    readonly code: string,
  ) {
    super(`${operation} ${path}: ${TEXTS[code] ?? "input/output error"}`);
  }
}

/** Retells an error of Node's `fs` by the path inside the sandbox; any other error passes through. */
export function toPathError(operation: string, path: string, error: unknown): unknown {
  if (error instanceof PathError) return new PathError(operation, path, error.code);
  const code = errorCode(error);
  return code === undefined || !KERNEL_CODE.test(code)
    ? error
    : new PathError(operation, path, code);
}

/** Runs a file operation and retells its failure. */
export async function retold<T>(operation: string, path: string, run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (error) {
    throw toPathError(operation, path, error);
  }
}
