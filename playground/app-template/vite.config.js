import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // A preview has a host name of its own, which Vite would refuse.
  server: { allowedHosts: true },
});
