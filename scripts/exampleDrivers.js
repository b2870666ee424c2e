// How each example is started, and what somebody who opens it in a browser has to see.
import { strict as assert } from "node:assert";

const shownWithin = 30_000;

/** The framed app answers, and nothing lies over it. */
async function expectShown(page, title, heading) {
  const frame = page.locator(`iframe[title="${title}"]`);
  await frame
    .contentFrame()
    .getByRole("heading", { name: heading })
    .waitFor({ timeout: shownWithin });
  await page.waitForFunction(
    (title) => {
      const frame = document.querySelector(`iframe[title="${title}"]`);
      frame.scrollIntoView({ block: "center" });
      const { x, y, width, height } = frame.getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2) === frame;
    },
    title,
    { timeout: shownWithin },
  );
}

const headers = { "sec-fetch-site": "same-origin" };

export const examples = [
  {
    name: "next",
    ports: ["page"],
    servers: ({ page }) => [
      { port: page, args: ["node_modules/next/dist/bin/next", "start", "-p", page] },
    ],
    async drive({ page, urls }) {
      await page.goto(urls.page);
      await expectShown(page, "The app in the sandbox", "Hello from the sandbox");
      const { session, preview_url } = await (
        await fetch(`${urls.page}/api/sandbox`, { headers })
      ).json();
      const html = await (await fetch(urls.page)).text();
      assert.ok(html.includes(preview_url), "the hand-off is in the HTML");
      assert.ok(!html.includes(session.token), "the token is not in the HTML");
    },
  },
  {
    name: "express",
    ports: ["page"],
    servers: ({ page }) => [{ port: page, args: ["server.js"], env: { PORT: page } }],
    async drive({ page, urls }) {
      await page.goto(urls.page);
      await expectShown(page, "The app in the sandbox", "Hello from the sandbox");
    },
  },
  {
    name: "hono",
    ports: ["page", "api"],
    env: ({ api, page }) => ({
      VITE_API_URL: `http://localhost:${api}`,
      PAGE_ORIGIN: `http://localhost:${page}`,
    }),
    servers: ({ api, page }) => [
      { port: api, args: ["api.js"], env: { PORT: api } },
      {
        port: page,
        args: ["node_modules/vite/bin/vite.js", "preview", "--port", page, "--strictPort"],
      },
    ],
    async drive({ page, urls, sandboxes }) {
      await page.goto(urls.page);
      await page.getByRole("button", { name: "Open Lesson 1" }).click();
      await expectShown(page, "Lesson 1", "Hello from lesson 1");
      assert.ok(!sandboxes().includes("example-hono-lesson-2"), "an unopened lesson costs nothing");
      await page.getByRole("button", { name: "Open Lesson 2" }).click();
      await expectShown(page, "Lesson 2", "Hello from lesson 2");
      const foreign = await fetch(`${urls.api}/sandbox?sandbox=lesson-1`, {
        headers: { origin: "http://evil.example" },
      });
      assert.equal(foreign.status, 403, "another page is refused");
    },
  },
];
