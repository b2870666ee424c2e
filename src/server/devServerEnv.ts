/**
 * The environment that lets a dev server answer at a preview's address: `HOST` makes it listen
 * where the preview can reach it, and Vite accepts the preview's host name. Next.js wants the host
 * name in `allowedDevOrigins` of its own configuration.
 *
 * @example
 * ```ts
 * await sandbox.process.exec({ name: "dev", command: "npm run dev", env: devServerEnv(previewUrl) });
 * ```
 */
export function devServerEnv(previewUrl: string | URL): Record<string, string> {
  return {
    HOST: "0.0.0.0",
    __VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS: new URL(previewUrl).hostname,
  };
}
