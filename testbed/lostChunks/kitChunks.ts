// Finds the parts that the kit loads late: in the package, and in what a bundler has made of it.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A part of the kit that a page loads when it needs it. */
export interface KitChunk {
  name: string;
  /** The file of the build that holds it, relative to its folder. */
  file: string;
}

/** The files of the chunks: a bundler may put several into one. */
export const filesOf = (chunks: readonly KitChunk[]) => new Set(chunks.map(({ file }) => file));

/** What the package imports late from other packages, each by a name that only its own code exports. */
const foreign: Record<string, string[]> = { "@blaxel/core": ["SandboxInstance"] };

/** The late parts of the package in the folder `dist`, in the build in the folder `root`. */
export function kitChunks(dist: string, root: string): KitChunk[] {
  const html = readFileSync(join(root, "index.html"), "utf8");
  const late = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".js") && !html.includes(file))
    .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
  return [...lateImports(dist)].map(([specifier, exported]) => {
    const found = late.filter(({ text }) => exported.some((name) => text.includes(name)));
    const [chunk] = found;
    if (!chunk || found.length > 1) {
      throw new Error(
        `${specifier} is in ${found.length} late files of ${root}: the app has to use it.`,
      );
    }
    return { name: specifier.replace(/^\.\/(\w+)-\w+\.js$/, "$1"), file: chunk.file };
  });
}

/** What can be imported late from the entry `index.js` on, with names that each of them exports. */
function lateImports(dist: string): Map<string, readonly string[]> {
  const late = new Map<string, readonly string[]>();
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(join(dist, file), "utf8");
    for (const other of all(text, /^(?:import|\} from) .*?"(\.\/[^"]+)"/gm)) visit(other);
    for (const specifier of all(text, /\bimport\("([^"]+)"\)/g)) {
      if (specifier.startsWith(".")) visit(specifier);
      late.set(specifier, foreign[specifier] ?? exportsOf(join(dist, specifier)));
    }
  };
  visit("index.js");
  return late;
}

function exportsOf(path: string): readonly string[] {
  const [list = ""] = all(readFileSync(path, "utf8"), /^export \{([^}]*)\}/gm);
  return all(list, /(\w+)(?:,|\s*$)/gm);
}

const all = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].flatMap(([, part]) => part ?? []);
