import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../nodeErrors";
import { Namespace } from "./namespace";

/** How a sandbox's processes are kept apart from the machine. */
export type Isolation =
  | { kind: "namespace" }
  | {
      kind: "none";
      /** Why it is not a namespace. */
      reason: string;
    };

/**
 * What this machine can do of what the user wants. Rejects with a `TypeError` if a namespace is wanted
 * where there can be none.
 */
export async function chooseIsolation(wanted: "auto" | Isolation["kind"]): Promise<Isolation> {
  if (wanted === "none") return { kind: "none", reason: "not asked for" };
  const reason = await (whyNone ??= tryNamespace());
  if (reason === undefined) return { kind: "namespace" };
  if (wanted === "namespace") throw new TypeError(`isolation: no namespace here: ${reason}`);
  return { kind: "none", reason };
}

let whyNone: Promise<string | undefined> | undefined;

/** Makes one: there is no other way to know. Why it cannot be; undefined if it can. */
async function tryNamespace(): Promise<string | undefined> {
  if (process.platform !== "linux") return "only Linux has namespaces";
  const root = await mkdtemp(join(tmpdir(), "blaxel-isolation-"));
  try {
    const mark = { command: ":", env: {} };
    const namespace = await Namespace.start({ root, env: {}, mark });
    namespace.close();
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
