import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const here = (path: string) => new URL(path, import.meta.url);
const read = (path: string) => readFileSync(here(path), "utf8");
const docs = read("../../docs/theming.md").replace(/ +/g, " ");
const styles = readdirSync(here("."))
  .filter((name) => name.endsWith(".css"))
  .map((name) => read(name))
  .join("\n");
const unique = (names: Iterable<string>) => [...new Set(names)].toSorted();

describe("docs/theming.md", () => {
  it("has every variable of the style sheet, and no other", () => {
    const used = unique(styles.match(/(?<=[\s(])--blaxel-[a-z-]+/g) ?? []);
    expect(used.length).toBeGreaterThan(25);
    expect(unique(docs.match(/--blaxel-[a-z-]+/g) ?? [])).toEqual(used);
  });

  it("has the values of the style sheet", () => {
    const pairs = [
      ...styles.matchAll(/var\((--blaxel-[a-z-]+), light-dark\((#\w+), (#\w+)\)\)/g),
    ].filter(([, name = ""]) => !/ansi|logs/.test(name));
    expect(pairs).toHaveLength(11);
    for (const [, name, light, dark] of pairs) {
      expect(docs).toContain(`| \`${name}\` | \`${light}\` | \`${dark}\` |`);
      expect(styles).toContain(
        `@property ${name?.replace("--", "--_")} {\n  syntax: "<color>";\n  inherits: true;\n  initial-value: ${light};`,
      );
    }
    const sizes = [
      ...styles.matchAll(
        /data-device="(\w+)"\]\):not\([_ ]+\) \{\s+--blaxel-device-width: (\w+);\s+--blaxel-device-height: (\w+);/g,
      ),
    ];
    expect(sizes).toHaveLength(3);
    for (const [, name, width, height] of sizes) {
      expect(docs).toContain(`| \`${name}\` | \`${width}\` | \`${height}\` |`);
    }
  });

  it.each([
    [".blaxel-preview", "../preview/SandboxPreview.tsx", "data-state data-stage data-slow"],
    [".blaxel-preview-screen", "../preview/SandboxPreview.tsx", "data-device"],
    [".blaxel-preview-panel", "../preview/PreviewOverlay.tsx", "data-panel"],
    [
      ".blaxel-logs",
      "../process/viewer/LogViewer.tsx",
      "data-status data-process-status data-following data-wrap",
    ],
    [
      ".blaxel-logs-row",
      "../process/viewer/LogRow.tsx",
      "data-stream data-notice data-unfinished data-match",
    ],
  ])("names the attributes of %s, where they are", (selector, file, names) => {
    const source = read(file);
    for (const name of names.split(" ")) {
      expect(source).toContain(name);
      expect(docs).toContain(`| \`${selector}\` | \`${name}\` |`);
    }
    const rows = [...docs.matchAll(/^\| `(\.blaxel[\w-]+)` \| `(data-[\w-]+)` \|/gm)];
    expect(rows.filter(([, on]) => on === selector).map(([, , name]) => name)).toEqual(
      names.split(" "),
    );
  });
});

it("each rule weighs as much as four elements, but for the fields and the layer", () => {
  const outside = styles.replaceAll(
    /@(layer|keyframes|property|media \(prefers)[^{]*\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\})*\}/g,
    "",
  );
  const rules = [...outside.matchAll(/(?<=^|[};/])\s*(:where\([^{}]*)\{/gm)].map(
    ([, rule = ""]) => rule,
  );
  expect(rules.length).toBeGreaterThan(60);
  expect(rules.filter((rule) => !/:not\((\[_\] _ _ _|_ _ _ _|\[_\]\[_\])\)/.test(rule))).toEqual([
    expect.stringMatching(/^:where\(\.blaxel-preview, \.blaxel-logs, \.blaxel-error\) $/),
  ]);
});

it("keeps resets off whatever the layer says of a component", () => {
  const declared = (css: string) =>
    [...css.matchAll(/^ +([a-z][a-z-]*): /gm)].map(([, name = ""]) => name);
  const layers = [...styles.matchAll(/^@layer components\.blaxel \{[^]*?^\}/gm)];
  const list = /^:where\(\.blaxel-preview, \.blaxel-logs, \.blaxel-error\):not[^]*?^\}/m.exec(
    styles,
  );
  const kept = declared(list?.[0] ?? "");
  const said = unique(layers.flatMap(([layer]) => declared(layer)));
  expect(said.length).toBeGreaterThan(20);
  // What is kept is named whole: `border` for `border-inline-start`.
  expect(
    said.filter((name) => !kept.some((whole) => name === whole || name.startsWith(`${whole}-`))),
  ).toEqual([]);
});
