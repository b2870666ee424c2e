import { symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { serveSandbox } from "../api/testServer";

const packages = fileURLToPath(new URL("../../../../node_modules", import.meta.url));

it("serves two Vite servers, both on 0.0.0.0:3000, with their WebSockets", async () => {
  const servers = await Promise.all([serveSandbox(), serveSandbox()]);
  try {
    await Promise.all(
      servers.map(async (server, index) => {
        symlinkSync(packages, `${server.root}/node_modules`);
        writeFileSync(`${server.root}/index.html`, `<title>sandbox ${index}</title>`);
        // Not in the packages that both link to, where they would write over each other.
        writeFileSync(`${server.root}/vite.config.mjs`, `export default { cacheDir: ".vite" };`);
        const { status, text } = await server.start({
          name: "dev",
          command: "node node_modules/vite/bin/vite.js --host 0.0.0.0 --port 3000 --strictPort",
          waitForPorts: [3000],
          timeout: 30,
        });
        expect([status, text]).toEqual([200, expect.stringContaining('"status":"running"')]);
        const target = await server.api.target(3000);
        if ("refused" in target) throw new Error(target.refused);
        const base = `${target.host}:${target.port}`;
        expect(await (await fetch(`http://${base}/`)).text()).toContain(`sandbox ${index}`);
        expect(await greeting(base)).toEqual({ type: "connected" });
        const { stdout } = await server.until("dev", ({ stdout }) =>
          String(stdout).includes("3000"),
        );
        // Vite paints what it prints where it believes in colours, as it does in CI.
        expect(stripVTControlCharacters(String(stdout))).toMatch(/localhost:3000/);
      }),
    );
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
});

/** What Vite's WebSocket says first. */
async function greeting(base: string): Promise<unknown> {
  const client = await (await fetch(`http://${base}/@vite/client`)).text();
  const token = /wsToken = "([^"]+)"/.exec(client)?.[1] ?? "";
  const socket = new WebSocket(`ws://${base}/?token=${token}`, "vite-hmr");
  try {
    return await new Promise((resolve, reject) => {
      socket.on("message", (data: Buffer) => resolve(JSON.parse(data.toString("utf8"))));
      socket.on("error", reject);
    });
  } finally {
    socket.close();
  }
}
