import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { packageAlias } from "../scripts/packageAlias.js";
import { sandboxBackend } from "./vite/sandboxBackend.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  cacheDir: `${repository}node_modules/.vite/playground`,
  envDir: false,
  plugins: [react(), sandboxBackend()],
  resolve: { alias: packageAlias },
  optimizeDeps: {
    entries: ["index.html"],
    // Found late, a dependency makes Vite reload the page, and the session with it.
    include: [
      "@blaxel/core",
      "@tanstack/react-query",
      "@xterm/addon-fit",
      "@xterm/addon-search",
      "@xterm/addon-unicode-graphemes",
      "@xterm/addon-web-links",
      "@xterm/addon-webgl",
      "@xterm/xterm",
      "react",
      "react-dom",
      "react-dom/client",
      "react/jsx-runtime",
      "react/jsx-dev-runtime",
    ],
  },
  server: {
    host: "127.0.0.1",
    strictPort: true,
    cors: false,
    fs: { allow: [repository] },
    // What is written into the sandbox is the business of its own dev server.
    watch: { ignored: ["**/.sandboxes/**", "**/app-template/**"] },
  },
});
