import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  server: {
    // A preview has a host name of its own, which Vite would refuse.
    allowedHosts: true,
    // A file from the editor is emptied before it is written; Vite must not read it in between.
    watch: { awaitWriteFinish: { stabilityThreshold: 40, pollInterval: 10 } },
  },
});
