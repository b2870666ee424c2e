import { afterEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import axe from "axe-core";
import { StrictMode } from "react";
import { eventually } from "../../testbed/eventually";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { SandboxProvider } from "../session";
import { SandboxTerminal } from "./SandboxTerminal";
import type { SandboxTerminalProps } from "./types";
import "@xterm/xterm/css/xterm.css";
import "../styles/styles.css";

let stack: BrowserStack;
afterEach(() => stack.stop());

const SOCKET = { path: "/terminal/ws" } as const;

/** Drawn by elements and read out, so that its lines are in the page. */
const show = (...views: SandboxTerminalProps[]) =>
  render(
    <StrictMode>
      <SandboxProvider endpoint={stack.endpoint}>
        {views.map((props, index) => (
          <SandboxTerminal
            key={index}
            shell="/bin/sh"
            screenReader
            style={{ width: 800, height: 400 }}
            {...props}
          />
        ))}
        <button>After</button>
      </SandboxProvider>
    </StrictMode>,
  );

const views = () => [...document.querySelectorAll<HTMLElement>(".blaxel-terminal")];
/** The lines in sight, as screen readers have them. */
const text = (view = views()[0]) =>
  [...(view?.querySelectorAll(".xterm-accessibility-tree > div") ?? [])]
    .map((row) => (row.textContent ?? "").replaceAll("\u00a0", " ").trimEnd())
    .join("\n");
const field = () => {
  const found = document.querySelector<HTMLElement>(".xterm-helper-textarea");
  if (!found) throw new Error("There is no terminal.");
  return found;
};
const shows = (wanted: string | RegExp, view?: HTMLElement) =>
  eventually(() => {
    if (typeof wanted === "string") expect(text(view)).toContain(wanted);
    else expect(text(view)).toMatch(wanted);
  });
const type = async (keys: string) => {
  field().focus();
  await userEvent.keyboard(keys);
};
/** By paste, which types any character, once the shell asks for a line. */
const run = async (command: string) => {
  await eventually(() => expect(text().trimEnd()).toMatch(/[$#]$/));
  field().focus();
  paste(`${command}
`);
};
const sockets = async () =>
  (await stack.call("requests")).filter(({ path }) => path.startsWith("/terminal/ws"));
const paste = (pasted: string) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", pasted);
  field().dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
};

describe("SandboxTerminal", () => {
  it("is a terminal: echo, colours, wide characters, Ctrl-C, Ctrl-D, sizes, and a new shell", async () => {
    stack = await startBrowserStack();
    await show({});
    await shows(/^[$#]/m);
    expect(await sockets()).toHaveLength(1);
    await run("echo $((40+2)) 日本語 👩‍👩‍👧; printf '\\033[38;2;1;2;3mcolour\\033[0m\\n'");
    await shows(/^42 日本語 👩‍👩‍👧\ncolour$/m);
    await run("sleep 1000");
    await type("{Control>}c{/Control}");
    await run("echo al''ive");
    await shows(/^alive$/m);

    const [view] = views();
    if (view) view.style.width = "500px";
    await eventually(async () => {
      await run("clear; stty size");
      const [, rows, cols] = /^(\d+) (\d+)$/m.exec(text()) ?? [];
      expect(Number(cols)).toBeGreaterThan(40);
      expect(Number(cols)).toBeLessThan(70);
      expect(Number(rows)).toBe(
        document.querySelectorAll(".xterm-accessibility-tree > div").length,
      );
    });

    await type("{Control>}d{/Control}");
    await expect.element(page.getByText("The shell has ended")).toBeVisible();
    await page.getByRole("button", { name: "Start again" }).click();
    await shows("A new shell");
    await run("echo a''gain");
    await shows(/^again$/m);
  });

  it("keeps its screen over a cut, the alternate one too, and adds what was missed", async () => {
    stack = await startBrowserStack();
    await show({ sessionId: "cut" });
    await shows(/^[$#]/m);
    await run(
      "printf '\\033[?1049h\\033[2J\\033[Hin the alternate'; sleep 2; printf ' screen'; read x; printf '\\033[?1049l'; echo ba''ck",
    );
    await shows(/^in the alternate/m);
    await stack.call("injectFault", { type: "cut", on: SOCKET, times: 1, abruptly: true });
    await shows(/^in the alternate screen/m);
    await type("{Enter}");
    await shows(/^back$/m);
    expect(text().match(/in the alternate screen/g)).toBeNull();
  });

  it("pastes as one text, cleaned of what would end it early, and 10,000 characters whole", async () => {
    stack = await startBrowserStack();
    await show({ shell: "/bin/sh" });
    await shows(/^[$#]/m);
    await run("printf '\\033[?2004h'; echo re''ady; cat -v; printf '\\033[?2004l'; echo e''nd");
    await shows(/^ready$/m);
    paste("one\u001b[20\u001b[201~1~two\n");
    await shows(/\^\[\[200~onetwo/);
    expect(text().match(/201~/g)).toHaveLength(1);
    await type("{Enter}{Control>}d{/Control}");
    await shows(/^end$/m);
    await run("stty -echo; head -c 10000 | md5sum");
    await shows(/md5sum$/m);
    paste(`${"x".repeat(99)}\n`.repeat(100));
    // Enter is sent where the text has a newline, and the terminal makes it one again.
    await shows("d2f95afc97d42405e3c9770cf15d9e53");
  });

  it("answers no question of a replay, and types into no shell what it was not asked", async () => {
    stack = await startBrowserStack();
    await show({ sessionId: "asked", style: { width: 600, height: 200 } });
    await shows(/^[$#]/m);
    await run("printf '\\033[6n\\033[c\\033[>c\\033]10;?\\007'; cat -v");
    await eventually(async () => expect(text()).toMatch(/rgb:[\s\S]*\^\[\\/));
    const before = text();
    await show({ sessionId: "asked", style: { width: 600, height: 200 } });
    await eventually(() => expect(views()).toHaveLength(2));
    await eventually(() => expect(text(views()[1])).toContain("[?1;2c"));
    await type("x");
    await shows(/x$/m);
    expect(text().replace(/x$/m, "").trim()).toBe(before.trim());
  });

  it("two views of one shell share it, and twenty mounts leave no socket", async () => {
    stack = await startBrowserStack();
    const shown = await show({ sessionId: "one" }, { sessionId: "one" });
    await shows(/^[$#]/m);
    await run("echo sh''ared");
    await shows(/^shared$/m, views()[1]);
    expect(await sockets()).toHaveLength(1);
    await shown.unmount();
    for (let mount = 0; mount < 20; mount++) {
      const again = await show({ sessionId: "one" });
      if (mount % 5 === 0) await shows(/^shared$/m);
      await again.unmount();
    }
    await eventually(async () => {
      expect((await sockets()).filter(({ durationMs }) => durationMs === undefined)).toEqual([]);
    });
    expect(document.querySelector(".xterm")).toBeNull();
  });

  it("can be left by keyboard, used by touch, and has nothing for axe to find", async () => {
    stack = await startBrowserStack();
    await show({ keyBar: true });
    await shows(/^[$#]/m);
    await type("{Tab}");
    expect(document.activeElement).toBe(field());
    await type("{F6}");
    await expect.element(page.getByText("Tab leaves the terminal now")).toBeVisible();
    await userEvent.keyboard("{Tab}");
    expect(document.activeElement).not.toBe(field());

    await run("echo re''ady; cat -v");
    // From here on keys are echoed as they come; the shell's own editor would act on them.
    await shows(/^ready$/m);
    await page.getByRole("button", { name: "↑" }).click();
    await page.getByRole("button", { name: "Esc" }).click();
    await shows("^[[A^[");
    await page.getByRole("button", { name: "Ctrl" }).click();
    await userEvent.keyboard("c");
    await run("echo fr''ee");
    await shows(/^free$/m);
    const { violations } = await axe.run(document.querySelector(".blaxel-terminal") ?? document);
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });

  it("takes its colours from the kit's variables, light and dark", async () => {
    stack = await startBrowserStack();
    const background = () => {
      const element = document.querySelector<HTMLElement>(".xterm-scrollable-element");
      return element && getComputedStyle(element).backgroundColor;
    };
    document.documentElement.dataset["theme"] = "dark";
    await show({});
    await shows(/^[$#]/m);
    expect(background()).toBe("rgb(12, 13, 16)");
    document.documentElement.dataset["theme"] = "light";
    await eventually(() => expect(background()).toBe("rgb(255, 255, 255)"));
    delete document.documentElement.dataset["theme"];
  });
});
