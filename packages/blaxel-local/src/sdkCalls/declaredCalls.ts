// Reads from the SDK's own types which calls a sandbox offers.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

/** The class that everything hangs on, and what its instances are called in the list. */
const START: readonly [className: string, name: string][] = [
  ["SandboxInstance", "sandbox"],
  ["CodeInterpreter", "interpreter"],
  // No property of a sandbox leads there: previews hand it out.
  ["SandboxPreviewTokens", "preview.tokens"],
];

/**
 * All calls, as `SandboxInstance.create` and `sandbox.fs.write`, in the order of the types: the public
 * methods of a sandbox, and those of its properties that are classes of their own.
 */
export function declaredCalls(): string[] {
  const classes = declaredClasses();
  return START.flatMap(([className, name]) => callsOf(classes, className, name));
}

function callsOf(
  classes: ReadonlyMap<string, ts.ClassDeclaration>,
  className: string,
  name: string,
): string[] {
  return (classes.get(className)?.members ?? []).flatMap((member): string[] => {
    if (!member.name || has(member, ts.SyntaxKind.PrivateKeyword)) return [];
    const own = member.name.getText();
    if (own.startsWith("_")) return [];
    if (ts.isMethodDeclaration(member)) {
      return [has(member, ts.SyntaxKind.StaticKeyword) ? `${className}.${own}` : `${name}.${own}`];
    }
    const type = ts.isPropertyDeclaration(member) ? (member.type?.getText() ?? "") : "";
    return classes.has(type) ? callsOf(classes, type, `${name}.${own}`) : [];
  });
}

const has = (member: ts.ClassElement, kind: ts.SyntaxKind): boolean =>
  ts.canHaveModifiers(member) &&
  (ts.getModifiers(member) ?? []).some((modifier) => modifier.kind === kind);

function declaredClasses(): Map<string, ts.ClassDeclaration> {
  // Its entry point is `dist/cjs/index.js`.
  const entry = createRequire(import.meta.url).resolve("@blaxel/core");
  const folder = join(dirname(entry), "types", "sandbox");
  const classes = new Map<string, ts.ClassDeclaration>();
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".d.ts")) continue;
    const text = readFileSync(join(folder, file), "utf8");
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    for (const statement of source.statements) {
      if (ts.isClassDeclaration(statement) && statement.name) {
        classes.set(statement.name.text, statement);
      }
    }
  }
  return classes;
}
