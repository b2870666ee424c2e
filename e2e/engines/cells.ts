// The cells of the table, and the previews and processes that they need in the sandbox.
import type { PreviewSettings } from "blaxel-react/server";
import { engineNames, type EngineName } from "../../scripts/engines.js";
import {
  ANSWERS,
  CAUSES,
  LINKS,
  type Answers,
  type Cause,
  type Link,
} from "../../testbed/previewCauses/causes";

/** One cell, whatever the engine. */
export interface Cell {
  readonly cause: Cause;
  readonly answers: Answers;
  readonly link: Link;
}

/** Every cell. */
export const cells: readonly Cell[] = CAUSES.flatMap((cause) =>
  ANSWERS.flatMap((answers) => LINKS.map((link) => ({ cause, answers, link }))),
);

/** So many previews stand on one page: most of what a cell takes is waiting. */
const ON_ONE_PAGE = 14;

/** The cells that stand on one page: under one policy, behind one gateway. */
export const groups: readonly (readonly Cell[])[] = alike().flatMap((some) =>
  Array.from({ length: Math.ceil(some.length / ON_ONE_PAGE) }, (_, part) =>
    some.slice(part * ON_ONE_PAGE, (part + 1) * ON_ONE_PAGE),
  ),
);

function alike(): Cell[][] {
  const found = new Map<string, Cell[]>();
  for (const cell of cells) {
    const { policy, listens, isPrivate } = cell.cause;
    const key = JSON.stringify([policy, listens === "later", isPrivate]);
    found.set(key, [...(found.get(key) ?? []), cell]);
  }
  return [...found.values()];
}

/** What a cell has in the sandbox. */
export interface CellSet {
  readonly preview: string;
  readonly port: number;
  /** The name of the process behind the preview. */
  readonly process: string;
  readonly command: string;
  /** The file that lets the process listen; undefined where it always does. */
  readonly awaited: string | undefined;
}

/** The set of a cell. Where the app listens later, a cell has a process and a port of its own. */
export function setOf(
  { cause: { listens, isPrivate }, answers, link }: Cell,
  engine: EngineName,
): CellSet {
  const headers = ANSWERS.indexOf(answers);
  const process =
    listens === "later" ? `later-${headers}-${link}-${engine}` : (listens ?? "always");
  const own =
    ANSWERS.length * (LINKS.length * engineNames.indexOf(engine) + LINKS.indexOf(link)) + headers;
  const port = { always: 3000, never: 3001, later: 3002 + own }[listens ?? "always"];
  const awaited = listens && `go-${process}`;
  return {
    preview: listens === "later" ? process : `${process}-${headers}${isPrivate ? "-private" : ""}`,
    port,
    process,
    command: ["node odd.mjs", port, "0.0.0.0", awaited].filter(Boolean).join(" "),
    awaited,
  };
}

/** What a preview is made with; undefined is what the backend gives it by itself. */
const responseHeaders: Record<Answers, Record<string, string> | undefined> = {
  readable: undefined,
  "as documented": {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Length, X-Request-Id",
  },
  unreadable: {},
};

/** Every preview that a cell needs in these engines. */
export const sandboxPreviews = (engines: readonly EngineName[]): Record<string, PreviewSettings> =>
  Object.fromEntries(
    engines.flatMap((engine) =>
      cells.map((cell) => {
        const { preview, port } = setOf(cell, engine);
        const made = { port, responseHeaders: responseHeaders[cell.answers] };
        return [preview, { ...made, public: !cell.cause.isPrivate }];
      }),
    ),
  );
