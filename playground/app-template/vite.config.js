import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  server: {
    // A file from the editor is emptied before it is written; Vite must not read it in between.
    watch: { awaitWriteFinish: { stabilityThreshold: 40, pollInterval: 10 } },
  },
});
