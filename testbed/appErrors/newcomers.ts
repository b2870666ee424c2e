import { build, ends, server, type Expected } from "./expected";

/**
 * What was broken in apps of tools that newcomers have: written down before their output was looked at.
 */
export const newcomers: Readonly<Record<string, readonly Expected[]>> = {
  "new-lightningcss": [build("", "src/a.css", 5)],
  "new-lightningcss-build": [build("", "src/a.css", 5)],
  "new-postcss-build": [build("nclosed", "src/a.css", 1, 1)],
  "new-postcss-config": [build("postcss-nowhere")],
  "new-postcss-config-build": [build("postcss-nowhere")],
  "new-tailwind4": [build("nope-class", "src/a.css")],
  "new-tailwind4-build": [build("nope-class")],
  "new-tailwind3": [build("nope-class", "src/a.css", 3)],
  "new-vitest": [],
  "new-svelte": [build("", "src/App.svelte", 5)],
  "new-svelte-build": [build("", "src/App.svelte", 5)],
  "new-sveltekit": [server("reading 'name'", "src/routes/+page.server.js", 3)],
  "new-astro": [server("reading 'name'", "src/pages/index.astro", 3)],
  "new-astro-missing": [build("Card.astro", "src/pages/index.astro")],
  "new-eslint-plugin": [
    build("never used", "src/main.js", 1),
    build("'missing' is not defined", "src/main.js", 2),
  ],
  "new-eslint-checker": [
    build("never used", "src/main.js", 1),
    build("'missing' is not defined", "src/main.js", 2),
  ],
  "new-prisma": [build("Post", "prisma/schema.prisma", 10)],
  "new-bun": [ends("user.name", "app.ts", 3)],
  "new-bun-missing": [ends("./nope", "b.ts")],
  "new-bun-syntax": [ends("nexpected", "c.ts", 1)],
  "new-tsx-watch": [ends("reading 'b'", "a.ts", 3)],
  "new-esbuild-watch": [build("", "b.ts", 1)],
  "new-fastapi": [server("KeyError", "main.py", 7)],
  "new-flask": [server("NameError", "fl.py", 6)],
  "new-flask-syntax": [ends("never closed", "fs.py", 2)],
  "new-django": [server("division by zero", "site1/urls.py", 5)],
  "new-django-import": [ends("views", "site1/urls.py", 2)],
  "new-nuxt": [server("reading 'name'", "app/app.vue", 3)],
};
