// All that the table needs: engines, sandboxes with an app that misbehaves on request, and pages in front.
import { readFileSync } from "node:fs";
import { servePages } from "../../bench/pages";
import type { EngineName } from "../../scripts/engines.js";
import type { Engine, EnginePage } from "../../testbed/engines/engine";
import { launchEngine } from "../../testbed/engines/launchEngine";
import { undoable, type OnUndo } from "../../testbed/engines/undoable";
import { startStack } from "../../testbed/stack";
import { cells, sandboxPreviews, setOf, type Cell, type CellSet } from "./cells";
import type { AskedPreview, Seen } from "./seen";

const source = readFileSync(new URL("../../testbed/oddServer.mjs", import.meta.url), "utf8");
const pageFiles = { cause: "e2e/engines/causePage.tsx" };
/** A look at a page costs more than a test of one cell needs to know at once. */
const LOOK_AGAIN_MS = 200;

/** A page that shows a group of cells. */
export interface CausePage {
  /** What there is to see of one of them. */
  look(cell: Cell): Promise<Seen>;
  /** Lets its app listen, where it does so later. */
  release(cell: Cell): Promise<void>;
  close(): Promise<void>;
}

/** Sandboxes, and an engine of each name. */
export interface CauseRig {
  open(engine: EngineName, group: readonly Cell[]): Promise<CausePage>;
  close(): Promise<void>;
}

/** Starts them; the caller closes them. */
export async function startCauseRig(names: readonly EngineName[]): Promise<CauseRig> {
  const { started, undo } = await undoable(async (onUndo) => {
    const [gateway, cookieless, engines] = await Promise.all([
      startGateway(names, true, onUndo),
      startGateway(names, false, onUndo),
      Promise.all(
        names.map(async (name) => {
          const engine = await launchEngine(name);
          onUndo(engine.close);
          return [name, engine] as const;
        }),
      ),
    ]);
    return { gateway, cookieless, engines: new Map(engines) };
  });
  const { gateway, cookieless, engines } = started;
  return {
    open(name, group) {
      const engine = engines.get(name);
      if (!engine) throw new Error(`There is no ${name}.`);
      const isCookieless = group[0]?.cause.isPrivate === "without a cookie";
      return openGroup(isCookieless ? cookieless : gateway, name, engine, group);
    },
    close: undo,
  };
}

type Gateway = Awaited<ReturnType<typeof startGateway>>;

async function startGateway(names: readonly EngineName[], previewCookie: boolean, onUndo: OnUndo) {
  const stack = await startStack({
    files: { "/app/odd.mjs": source },
    previews: sandboxPreviews(names),
    previewCookie,
  });
  onUndo(stack.stop);
  // Makes the sandbox.
  await stack.call("answer");
  const pages = await servePages(stack.endpoint, pageFiles);
  onUndo(pages.close);
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
  const [name] = names;
  const always = cells.find(({ cause }) => !cause.listens);
  if (name && always) await run(setOf(always, name));
  return { pages, call, run };
}

async function openGroup(
  { pages, call, run }: Gateway,
  name: EngineName,
  engine: Engine,
  group: readonly Cell[],
): Promise<CausePage> {
  const previews = await Promise.all(
    group.map(async (cell): Promise<AskedPreview> => {
      const set = setOf(cell, name);
      const { cause, link } = cell;
      const { preview, process, command, port } = set;
      const shown = { preview, path: cause.path };
      if (link === "linked") return { ...shown, process, command, port };
      // A linked process is started by the page.
      if (cause.listens === "later") await run(set);
      return shown;
    }),
  );
  const query = { previews: JSON.stringify(previews), ...group[0]?.cause.policy };
  const page = await engine.open(pages.address("cause", query));
  const look = sharedLook(page);
  return {
    async look(cell) {
      const seen = (await look())[group.indexOf(cell)];
      if (!seen) throw new Error("The page does not show that cell.");
      return seen;
    },
    release: (cell) => call("PUT", `/filesystem/app/${setOf(cell, name).awaited}`, { content: "" }),
    close: page.close,
  };
}

/** All who ask at about the same time are told what one look has shown. */
function sharedLook(page: EnginePage): () => Promise<Seen[]> {
  let looking: Promise<Seen[]> | undefined;
  let lookedAt = -Infinity;
  return () => {
    if (!looking || performance.now() - lookedAt > LOOK_AGAIN_MS) {
      lookedAt = Infinity;
      looking = page
        .evaluate<Seen[]>("window.look()")
        .finally(() => (lookedAt = performance.now()));
    }
    return looking;
  };
}
