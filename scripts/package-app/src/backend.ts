import { createSandboxBackend } from "blaxel-react/server";

export const backend = createSandboxBackend({
  authorize: async () => ({ name: "my-sandbox" }),
  sandbox: { image: "blaxel/base-image:latest", memory: 4096 },
  previews: { app: 3000 },
});
