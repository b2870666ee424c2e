// The style sheets of libraries, as they are published.
import bootstrap from "bootstrap/dist/css/bootstrap.css?inline";
import pico from "@picocss/pico/css/pico.css?inline";
import preflight from "tailwindcss/preflight.css?inline";
import tailwind3 from "./tailwind3.css?inline";

/** What its compiler makes of a font or a number of the theme, where the theme says nothing. */
const compiled = preflight.replaceAll(/--theme\(\s*[\w-]+,([^;]*)\)(?=;)/g, "$1");

export const libraries = {
  "Bootstrap 5": bootstrap,
  "Pico 2": pico,
  "Tailwind 3": tailwind3,
  "Tailwind 4 with shadcn": `
    @layer theme, base, components, utilities;
    @layer base { ${compiled} }
    @layer base { * { border-color: #e5e5e5; outline-color: #a1a1a180 } body { background: white; color: black } }`,
} as const;
