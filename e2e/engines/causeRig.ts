// All that a cell of the table needs: an engine, a sandbox with an app that misbehaves on request, and
// pages in front of it.
import { readFileSync } from "node:fs";
import { servePages } from "../../bench/pages";
import type { EngineName } from "../../scripts/engines.js";
import { launchEngine } from "../../testbed/engines/launchEngine";
import { undoable } from "../../testbed/engines/undoable";
import { startStack } from "../../testbed/stack";
import { cells, sandboxPreviews, setOf, type Cell, type CellSet } from "./cells";
import type { Seen } from "./seen";

const source = readFileSync(new URL("../../testbed/oddServer.mjs", import.meta.url), "utf8");
const pageFiles = { cause: "e2e/engines/causePage.tsx" };

/** A page that shows a cell. */
export interface CausePage {
  look(): Promise<Seen>;
  /** Lets the app listen, where it does so later. */
  release(): Promise<void>;
  close(): Promise<void>;
}

/** An engine with a sandbox. */
export interface CauseRig {
  open(cell: Cell): Promise<CausePage>;
  close(): Promise<void>;
}

/** Starts both; the caller closes them. */
export async function startCauseRig(name: EngineName): Promise<CauseRig> {
  const { started, undo } = await undoable(async (onUndo) => {
    const stack = await startStack({
      files: { "/app/odd.mjs": source },
      previews: sandboxPreviews,
    });
    onUndo(stack.stop);
    // Makes the sandbox.
    await stack.call("answer");
    const pages = await servePages(stack.endpoint, pageFiles);
    onUndo(pages.close);
    const engine = await launchEngine(name);
    onUndo(engine.close);
    const call = async (method: string, path: string, body: unknown) => {
      const { status, body: text } = await stack.call("sandboxCall", method, path, body);
      if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    };
    const run = ({ process, command, port, awaited }: CellSet) =>
      call("POST", "/process", {
        name: process,
        command,
        workingDir: "/app",
        ...(!awaited && { waitForPorts: [port] }),
      });
    const always = cells.find(({ cause }) => !cause.listens);
    if (always) await run(setOf(always));
    return { pages, engine, call, run };
  });
  const { pages, engine, call, run } = started;

  return {
    async open(cell) {
      const set = setOf(cell);
      const { cause, link } = cell;
      // A linked process is started by the page.
      if (cause.listens === "later" && link === "alone") await run(set);
      const { preview, process, command, port } = set;
      const page = await engine.open(
        pages.address("cause", {
          preview,
          ...(cause.path && { path: cause.path }),
          ...cause.policy,
          ...(link === "linked" && { process, command, port: String(port) }),
        }),
      );
      return {
        look: () => page.evaluate<Seen>("window.look()"),
        release: () => call("PUT", `/filesystem/app/${set.awaited}`, { content: "" }),
        close: page.close,
      };
    },
    close: undo,
  };
}
