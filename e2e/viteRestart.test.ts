import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { servePages } from "../bench/pages";
import { launchChromium } from "../testbed/engines/chromium";
import { undoable } from "../testbed/engines/undoable";
import { PATIENCE } from "../testbed/patience";
import { startStack } from "../testbed/stack";
import type { AskedPreview, Seen } from "./engines/seen";

const packages = fileURLToPath(new URL("../node_modules", import.meta.url));
const command = `ln -sfn ${packages} node_modules; exec node node_modules/vite/bin/vite.js --host 0.0.0.0 --port 3000 --strictPort`;
const config = (colour: string) =>
  `export default { cacheDir: ".vite", define: { COLOUR: '"${colour}"' } };`;
const files = {
  "/app/index.html": `<!doctype html><title>An app</title><script type="module" src="/main.js"></script>`,
  "/app/main.js": `parent.postMessage({ title: "An app", colour: COLOUR }, "*");`,
  "/app/vite.config.mjs": config("red"),
};

it("a page is loaded anew when Vite has started itself anew in the same process", async () => {
  vi.stubEnv("NODE_ENV", "production");
  const { started, undo } = await undoable(async (onUndo) => {
    onUndo(async () => void vi.unstubAllEnvs());
    const stack = await startStack({ files });
    onUndo(stack.stop);
    await stack.call("answer");
    const pages = await servePages(stack.endpoint, { cause: "e2e/engines/causePage.tsx" });
    onUndo(pages.close);
    const engine = await launchChromium();
    onUndo(engine.close);
    return { stack, pages, engine };
  });
  try {
    const { stack, pages, engine } = started;
    const previews: AskedPreview[] = [{ preview: "app", process: "dev", port: 3000, command }];
    const query = { previews: JSON.stringify(previews) };
    const page = await engine.open(pages.address("cause", query));
    const told = async () => (await page.evaluate<string[] | undefined>("window.told")) ?? [];
    await page.evaluate(
      `window.told = [], addEventListener("message", ({ data }) => data.colour && told.push(data.colour)), 0`,
    );
    const ready = () =>
      vi.waitFor(async () => {
        const [seen] = await page.evaluate<Seen[]>("window.look()");
        expect(seen?.state, JSON.stringify(seen?.passed)).toBe("ready");
      }, PATIENCE);
    await ready();
    expect((await told()).at(-1)).toBe("red");
    const [before] = await stack.call("processes");
    const content = config("blue");
    await stack.call("sandboxCall", "PUT", "/filesystem/app/vite.config.mjs", { content });
    await vi.waitFor(async () => expect((await told()).at(-1)).toBe("blue"), PATIENCE);
    await ready();
    expect(await stack.call("processes")).toEqual([before]);
  } finally {
    await undo();
  }
});
