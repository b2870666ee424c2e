import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { expect, it } from "vitest";
import { engineNames, type EngineName } from "../../scripts/engines.js";
import {
  ANSWERS,
  CAUSES,
  LINKS,
  sightOf,
  type Answers,
  type Cause,
  type Link,
  type Sight,
} from "./causes";

const path = fileURLToPath(new URL("../../docs/preview-causes.md", import.meta.url));

it("docs/preview-causes.md is the table that is played in the engines (UPDATE_DOCS=1 writes it)", async () => {
  const text = await format(page(), { ...(await resolveConfig(path)), parser: "markdown" });
  if (process.env["UPDATE_DOCS"]) await writeFile(path, text);
  expect(await readFile(path, "utf8")).toBe(text);
});

const names: Record<EngineName, string> = {
  chromium: "Chromium",
  firefox: "Firefox",
  webkit: "WebKit",
};

const inWords = (sight: Sight) =>
  sight.replace(/^ready, (.+)/, "ready, warns `$1`").replace(/^error, (.+)/, "`$1`");

/** One cell: what every engine comes to, or what each does. */
function cellOf(cause: Cause, answers: Answers, link: Link): string {
  const sights = engineNames.map((engine) => ({
    engine: names[engine],
    words: inWords(sightOf(cause, answers, link, engine)),
  }));
  const [first] = sights;
  if (sights.every(({ words }) => words === first?.words)) return first?.words ?? "";
  return sights.map(({ engine, words }) => `${engine}: ${words}`).join("; ");
}

function rowsOf(cause: Cause): string[] {
  const rows = LINKS.map((link) => ({
    link: link === "linked" ? "linked" : "none",
    cells: ANSWERS.map((answers) => cellOf(cause, answers, link)).join(" | "),
  }));
  const [first] = rows;
  const isSame = rows.every(({ cells }) => cells === first?.cells);
  const shown = isSame && first ? [{ ...first, link: "any" }] : rows;
  return shown.map(({ link, cells }) => `| ${cause.name} | ${link} | ${cells} |`);
}

const page = () => `# What a preview comes to, by its cause

This page is written from the table in \`testbed/previewCauses/causes.ts\`, which
\`e2e/engines/previewCauses.test.ts\` plays in Chromium, Firefox and WebKitGTK, cell by cell: a page of a
production build with up to fourteen previews, a real gateway, a real app.

What a browser may know depends on the headers of the preview's answers:

- **readable**: made with \`previewResponseHeaders()\`, as \`createSandboxBackend\` does by itself
- **as documented**: \`Access-Control-Allow-Origin\`, with \`Access-Control-Expose-Headers: Content-Length,
  X-Request-Id\`. The status can be read, what the page says of framing cannot
- **unreadable**: no such headers

_Process_ is whether the preview has the process behind it as \`process\`, with \`waitForPorts\`. _Ready_ is a
frame that can be seen; _warns_, that the page says above it what cannot be known; anything else is the kind
of the [error](errors.md) that covers the frame, with the cause, the fix and a way to try again. What holds
in every cell: a page that is not the app is never shown without a word on why it cannot be told from it.

| behind the preview | process | readable | as documented | unreadable |
| --- | --- | --- | --- | --- |
${CAUSES.flatMap(rowsOf).join("\n")}

Where \`unreadable\` says \`cors-missing\`, the error panel has a button that shows the page all the same.
\`object-src\` matters because a page whose answer does not tell enough is tried in an \`<object>\` first, out of
sight and without scripts: the one element that tells in every browser whether a page of another origin has
loaded. A policy with \`default-src\` and without \`object-src\` forbids it as well.
`;
