// Writes docs/api.md from the doc comments: every public name, with its options, values and methods.
//   node scripts/apiDocs.js           writes the page
//   node scripts/apiDocs.js --check   fails when the page is not as the comments say
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import prettier from "prettier";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = `${root}docs/api.md`;
const entries = {
  "blaxel-react": "src/index.ts",
  "blaxel-react/server": "src/server/index.ts",
  "blaxel-react/terminal": "src/terminal/entry.ts",
  "blaxel-react/testing": "src/testing/index.ts",
};

const config = ts.getParsedCommandLineOfConfigFile(
  `${root}tsconfig.json`,
  {},
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => {
      throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, "\n"));
    },
  },
);
const files = Object.values(entries).map((file) => root + file);
const program = ts.createProgram(files, { ...config?.options, noEmit: true });
const checker = program.getTypeChecker();

const comment = (symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
const inCell = (text) => text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
const ours = (symbol) =>
  symbol.declarations?.some((node) => !node.getSourceFile().fileName.includes("node_modules"));

function typeText(node, type) {
  const written = node && "type" in node && node.type ? node.type.getText() : undefined;
  return (written ?? checker.typeToString(type))
    .replace(/ \| undefined$/, "")
    .replace(/^\((.*)\)$/, "$1");
}

function rowsOf(symbol) {
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const variants = type.isUnion() ? type.types : [type];
  const members = new Map();
  for (const variant of variants.filter(
    (each) => each.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection),
  )) {
    for (const member of checker.getPropertiesOfType(variant)) {
      if (ours(member) && !members.has(member.name)) members.set(member.name, member);
    }
  }
  return [...members.values()].map((member) => {
    const node = member.valueDeclaration;
    const shared =
      variants.length > 1 ? checker.getTypeOfPropertyOfType(type, member.name) : undefined;
    const isMethod = node && ts.isMethodSignature(node);
    const kind = isMethod
      ? `(${node.parameters.map((each) => each.getText()).join(", ")}) => ${node.type?.getText() ?? "void"}`
      : shared
        ? checker.typeToString(shared).replace(/ \| undefined$/, "")
        : typeText(node, checker.getTypeOfSymbol(member));
    const optional = member.flags & ts.SymbolFlags.Optional ? "?" : "";
    return `| \`${member.name}${optional}\` | \`${inCell(kind)}\` | ${inCell(comment(member))} |`;
  });
}

function sectionOf(exported) {
  const symbol =
    exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const lines = [`### \`${exported.name}\``, "", comment(symbol)];
  if (symbol.flags & ts.SymbolFlags.Value) {
    const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
    const declaration = signature?.declaration;
    if (declaration && symbol.flags & ts.SymbolFlags.Function) {
      const given = declaration.parameters
        .map((each) => each.getText().replaceAll(/\s+/g, " "))
        .join(", ");
      lines.push(
        "",
        "```ts",
        `${exported.name}(${given}): ${checker.typeToString(signature.getReturnType())}`,
        "```",
      );
    }
  }
  if (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class)) {
    const rows = rowsOf(symbol);
    if (rows.length > 0)
      lines.push("", "| name | type | what it is |", "| --- | --- | --- |", ...rows);
    const node = symbol.declarations?.[0];
    if (rows.length === 0 && node && ts.isTypeAliasDeclaration(node))
      lines.push("", "```ts", node.getText().replace("export ", ""), "```");
  }
  for (const tag of symbol.getJsDocTags(checker)) {
    if (tag.name === "example") lines.push("", ts.displayPartsToString(tag.text).trim());
  }
  return lines.join("\n");
}

const parts = Object.entries(entries).map(([name, file]) => {
  const module = checker.getSymbolAtLocation(program.getSourceFile(root + file));
  const sections = checker.getExportsOfModule(module).map(sectionOf);
  return [`## ${name}`, ...sections].join("\n\n");
});
const text = [
  "# Every name",
  "Written from the comments in the code by `npm run docs:api`.",
  ...parts,
].join("\n\n");
const options = await prettier.resolveConfig(page);
const wanted = await prettier.format(text, { ...options, filepath: page });

if (!process.argv.includes("--check")) writeFileSync(page, wanted);
else if (readFileSync(page, "utf8") !== wanted) {
  console.error("docs/api.md is not as the comments say: npm run docs:api");
  process.exitCode = 1;
}
