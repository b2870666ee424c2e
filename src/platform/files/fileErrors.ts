import { isRecord } from "../../core";
import { SandboxError, type SandboxErrorKind } from "../../errors";
import { sandboxErrorFrom } from "../sandboxErrors";

/** What the system of the sandbox says, and what it means to the user. */
const REASONS: readonly (readonly [
  said: RegExp,
  kind: SandboxErrorKind,
  why: string,
  hint: string,
])[] = [
  [
    /no such file|not found/,
    "path-not-found",
    "there is nothing at this path",
    "Look whether it was renamed or removed.",
  ],
  [
    /file exists|already exists|FILE_ALREADY_EXISTS/,
    "path-exists",
    "there is something at this path already",
    "Choose another name, or remove that first.",
  ],
  [
    /permission denied|not permitted|read-only file system/,
    "path-refused",
    "the user that the sandbox runs as may not do that",
    "Change the permissions of the file or its folder.",
  ],
  [
    /no space left|quota exceeded/,
    "path-refused",
    "the sandbox has no space left",
    "Remove what is not needed.",
  ],
  [
    /not a directory/,
    "path-refused",
    "it is not a folder, or something on its way is none",
    "Give the path of a folder.",
  ],
  [/is a directory/, "path-refused", "it is a folder", "Give the path of a file."],
  [
    /directory not empty/,
    "path-refused",
    "the folder is not empty",
    "Pass `recursive` to remove all that is in it.",
  ],
  [/name too long/, "path-refused", "the name is too long", "Use at most 255 bytes."],
  [
    /too many (levels of )?(symbolic links|links)/,
    "path-refused",
    "its symbolic links lead in a circle",
    "Repair one of the links.",
  ],
];

/** The error for what `said` stands in, the sandbox's own words; `undefined` if it says nothing known. */
export function pathErrorFor(
  said: string,
  what: string,
  status: number | undefined,
): SandboxError | undefined {
  const reason = REASONS.find(([pattern]) => pattern.test(said));
  if (!reason) return undefined;
  const [, kind, why, hint] = reason;
  return new SandboxError({
    kind,
    message: `While ${what}: ${why}.`,
    hint,
    retryable: false,
    status,
  });
}

/**
 * The error that an answer about files stands for. The words of the sandbox are looked at, never repeated,
 * as they may quote what a file holds. `what` completes "while …".
 */
export async function fileErrorFrom(response: Response, what: string): Promise<SandboxError> {
  const { status } = response;
  if (status === 413) {
    return new SandboxError({
      kind: "path-refused",
      message: `While ${what}: the file is too large for one request.`,
      hint: "Upload it in parts with `useSandbox` and the SDK's `fs.writeBinary`.",
      retryable: false,
      status,
    });
  }
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  const said = isRecord(body) ? body["error"] : undefined;
  const known = typeof said === "string" ? pathErrorFor(said, what, status) : undefined;
  return known ?? sandboxErrorFrom(response, what);
}
