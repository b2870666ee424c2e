// Builds with webpack: `node webpack.mjs FOLDER`. Its HTML is Vite's.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import webpack from "webpack";

const path = resolve(process.argv[2]);
const compiler = webpack({
  mode: "production",
  entry: "./main.js",
  output: { path, publicPath: "/" },
  experiments: { css: true },
});
compiler.run((error, stats) => {
  if (error || stats.hasErrors()) {
    console.error(error ?? stats.toString("errors-only"));
    process.exit(1);
  }
  const html = readFileSync("index.html", "utf8")
    .replace("</head>", '<link rel="stylesheet" href="/main.css" /></head>')
    .replace('type="module"', "defer");
  writeFileSync(`${path}/index.html`, html);
});
