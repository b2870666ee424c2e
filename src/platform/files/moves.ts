import { isRecord, type Cancellable } from "../../core";
import { SandboxError } from "../../errors";
import { sandboxFetch, type CredentialSource } from "../sandboxFetch";
import { readJson, sandboxErrorFrom } from "../sandboxErrors";
import { pathErrorFor } from "./fileErrors";
import { isWithin, parentOf } from "./filePath";

const LIMIT_MS = 120_000;
/** Exit codes of the script, which no `mv` or `cp` has. */
const NOTHING_THERE = 44;
const TAKEN = 45;

/**
 * Moves or copies what is at a normal path to another one, where nothing may be. No server has a call for the
 * one, and only newer ones for the other, so a process does it: it shows in the list of processes.
 */
export async function transferPath(
  source: CredentialSource,
  how: "move" | "copy",
  { from, to, signal }: Cancellable & { from: string; to: string },
): Promise<void> {
  const what = how === "move" ? "moving a path" : "copying a path";
  const tool = how === "move" ? "mv" : "cp -RP";
  const workingDir = commonParent(from, to);
  const below = (path: string) =>
    quoted(`./${path.slice(workingDir === "/" ? 1 : workingDir.length + 1)}`);
  const [a, b] = [below(from), below(to)];
  // A link that leads nowhere is there, although it does not exist.
  const there = (path: string) => `[ -e ${path} ] || [ -L ${path} ]`;
  const isMissing = `{ ${there(a)} || exit ${NOTHING_THERE}; }`;
  const isTaken = `{ ${there(b)}; } && exit ${TAKEN}`;
  const command = `${isMissing}; ${isTaken}; LC_ALL=C ${tool} -- ${a} ${b}`;
  const answer = await sandboxFetch(source, "/process", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      name: `blaxel-react-${how}-${Math.random().toString(36).slice(2)}`,
      command,
      workingDir,
      waitForCompletion: true,
      timeout: LIMIT_MS / 1000,
    }),
    signal,
    what,
    idempotent: false,
    timeoutMs: LIMIT_MS,
    read: async (response) => {
      if (!response.ok) throw await sandboxErrorFrom(response, what);
      return readJson(response, what);
    },
  });
  const { exitCode, stderr } = isRecord(answer) ? answer : {};
  if (exitCode === 0) return;
  const said =
    exitCode === NOTHING_THERE ? "not found" : exitCode === TAKEN ? "file exists" : String(stderr);
  throw (
    pathErrorFor(said.toLowerCase(), what, undefined) ??
    new SandboxError({
      kind: "path-refused",
      message: `While ${what}: the sandbox's \`${tool}\` ended with ${String(exitCode)}.`,
      hint: "Try the same in a terminal of the sandbox, which says more.",
      retryable: false,
    })
  );
}

/** The deepest folder that both lie in. */
function commonParent(one: string, other: string): string {
  let folder = parentOf(one);
  while (!isWithin(other, folder)) folder = parentOf(folder);
  return folder;
}

const quoted = (path: string) => `'${path.replaceAll("'", `'\\''`)}'`;
