// Bytes of JavaScript that a browser has to fetch, measured on real Vite builds, gzipped.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Rollup } from "vite";
import { packageAlias } from "../scripts/packageAlias.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const REACT = [/^react($|\/)/, /^react-dom($|\/)/];
const PEERS = [...REACT, /^@tanstack\/react-query/, /^@blaxel\/core/, /^@xterm\//];

interface Measured {
  /** gzip bytes of the entry and all it imports statically. */
  initial: number;
  /** gzip bytes of the chunks that are only imported when needed. */
  lazy: number;
}

async function measure(code: string, external: RegExp[]): Promise<Measured> {
  const scratch = join(root, "bench/.tmp");
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, "bytes-"));
  const entry = join(folder, "entry.tsx");
  writeFileSync(entry, code);
  writeFileSync(join(folder, "lazy.ts"), "export const nothing = undefined;");
  try {
    const result = (await build({
      root,
      configFile: false,
      logLevel: "silent",
      resolve: { alias: packageAlias },
      define: { "process.env.NODE_ENV": '"production"' },
      build: {
        write: false,
        minify: true,
        modulePreload: false,
        rollupOptions: {
          input: entry,
          external,
          // As in an app, whose entry need not stay apart from what its chunks share.
          preserveEntrySignatures: "allow-extension",
        },
      },
    })) as Rollup.RollupOutput;
    return weigh(result.output.filter((part) => part.type === "chunk"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function weigh(chunks: Rollup.OutputChunk[]): Measured {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const initial = new Set<string>();
  const follow = (name: string) => {
    const chunk = byName.get(name);
    if (!chunk || initial.has(name)) return;
    initial.add(name);
    chunk.imports.forEach(follow);
  };
  chunks.filter((chunk) => chunk.isEntry).forEach((chunk) => follow(chunk.fileName));
  const size = (chunk: Rollup.OutputChunk) => gzipSync(chunk.code, { level: 9 }).length;
  const total = (wanted: boolean) =>
    chunks
      .filter((chunk) => initial.has(chunk.fileName) === wanted)
      .reduce((sum, chunk) => sum + size(chunk), 0);
  return { initial: total(true), lazy: total(false) };
}

const previewPage = `
  import { SandboxProvider, SandboxPreview } from "blaxel-react";
  export const Page = () => (
    <SandboxProvider endpoint="/api/sandbox"><SandboxPreview title="My app" /></SandboxProvider>
  );`;

/** Vite's own code for lazy imports, which an app has once, whoever imports lazily. */
const lazyPage = `export const load = () => import("./lazy");`;

const documentPage = `
  export { DocumentClient } from "${root}bench/baselines/DocumentClient";`;

/** What stands between a visit and the frame's address: ours, our own code alone, the document's. */
export async function bytesToPreview() {
  const [ours, own, lazy, document] = await Promise.all([
    measure(previewPage, REACT),
    measure(previewPage, PEERS),
    measure(lazyPage, PEERS),
    measure(documentPage, REACT),
  ]);
  const ownCode = own.initial - lazy.initial;
  return { ours: ours.initial, own: ownCode, document: document.initial };
}

/** What one export costs an app that uses nothing else: our own code and its bundled dependencies. */
export async function bytesOfExport(entry: string, name: string) {
  const { initial, lazy } = await measure(
    `export { ${name} } from ${JSON.stringify(entry)};`,
    PEERS,
  );
  return initial + lazy;
}
