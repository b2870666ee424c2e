// `npm run check:chunks`: builds one app with every bundler from the packed package and opens it in
// two Chromiums. Late parts of the kit are lost once: the page has to work without being loaded again.
// Then each is lost for good: the page has to say what helps. In each build and browser every way of
// losing takes all parts at once; each part alone is lost in one way there, and in all of them over
// the whole run. With `--every`: each part alone in every way, in each build and browser.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright";
import { buildAndPack } from "../../scripts/pack.js";
import { startStack } from "../stack.ts";
import { buildApps } from "./apps.ts";
import { launchChromiums } from "./chromiums.ts";
import { kitChunks, type KitChunk } from "./kitChunks.ts";
import { losses, type Loss } from "./losses.ts";
import type { Site } from "./lossyServer.ts";
import { comesBack, saysSo, works } from "./visits.ts";

/** Most of a visit is waiting. */
const AT_ONCE = 8;

const every = process.argv.includes("--every");
const ways = Object.keys(losses) as Loss[];

const server = `import { createServer } from "node:http";
createServer((request, response) => {
  response.setHeader("content-type", "text/html");
  response.end("<!doctype html><title>App</title><h1>Hello</h1>");
}).listen(3000, "0.0.0.0");
console.error(new Error("broken"));`;

/** All that can happen to one app in one browser. */
interface Row {
  name: string;
  cases: { name: string; run: () => Promise<void>; failure?: string }[];
}

function rowOf(site: Site, browser: Browser, chunks: readonly KitChunk[], turn: number): Row {
  const once = (lost: readonly KitChunk[], how: Loss) => ({
    name: `${lost.map(({ name }) => name).join(" and ")}, ${how}`,
    run: () => comesBack(browser, site, lost, how),
  });
  const cases = [
    ...ways.map((how) => once(chunks, how)),
    ...chunks.flatMap((chunk, index) => {
      const alone = every ? ways : ways.filter((_, way) => way === (turn + index) % ways.length);
      return alone.map((how) => once([chunk], how));
    }),
    ...chunks.map((chunk) => ({
      name: `${chunk.name}, for good`,
      run: () => saysSo(browser, site, chunk),
    })),
  ];
  return { name: `${site.app.name}, Chromium ${browser.version()}`, cases };
}

async function runAll(rows: readonly Row[]): Promise<void> {
  const left = rows.flatMap(({ cases }) => cases).values();
  const work = async () => {
    for (const one of left) {
      await one.run().catch((error: unknown) => {
        one.failure = error instanceof Error ? error.message : String(error);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Prints the rows, and says whether nothing failed. */
function report(rows: readonly Row[]): boolean {
  for (const { name, cases } of rows) {
    const failed = cases.filter(({ failure }) => failure !== undefined);
    console.log(`${name}: ${cases.length - failed.length} of ${cases.length} losses overcome`);
    for (const { name, failure = "" } of failed) {
      console.log(`- ${name}: ${failure.replaceAll("\n", "\n  ")}`);
    }
  }
  return rows.every(({ cases }) => cases.every(({ failure }) => failure === undefined));
}

const folder = mkdtempSync(join(tmpdir(), "blaxel-react-chunks-"));
const closing: (() => Promise<void>)[] = [];
try {
  const [source, unpacked] = [join(folder, "app"), join(folder, "chromium")];
  for (const path of [source, unpacked]) mkdirSync(path);
  const tarballs = await buildAndPack(folder);
  const apps = await buildApps(source, tarballs["blaxel-react"]);
  const stack = await startStack({ files: { "/app/server.mjs": server } });
  closing.push(stack.stop);
  const browsers = await launchChromiums(unpacked);
  for (const browser of browsers) closing.push(() => browser.close());

  const rows: Row[] = [];
  for (const app of apps) {
    const site = { app, endpoint: stack.endpoint };
    const chunks = kitChunks(join(source, "node_modules/blaxel-react/dist"), app.root);
    for (const browser of browsers) {
      // One after the other: the first starts what runs in the sandbox, and all others find it.
      await works(browser, site);
      rows.push(rowOf(site, browser, chunks, rows.length));
    }
  }
  await runAll(rows);
  if (!report(rows)) process.exitCode = 1;
} finally {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
