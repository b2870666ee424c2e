// What a page says of all elements does not reach the kit.
import { createRoot } from "react-dom/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Gallery } from "../../testbed/gallery";
import { galleryDrawn } from "../../testbed/galleryDrawn";
import { libraries } from "../../testbed/libraries";
import { resets } from "../../testbed/resets";
import kit from "./styles.css?inline";

const still = "* { animation: none !important; transition: none !important }";

/** The styles of the page, in this order. */
function setStyles(...texts: string[]) {
  for (const old of document.head.querySelectorAll("style[data-test]")) old.remove();
  for (const text of [still, ...texts]) {
    const sheet = document.createElement("style");
    sheet.dataset["test"] = "";
    sheet.textContent = text;
    document.head.append(sheet);
  }
}

/** What the page may decide of the components: where they lie. Nothing is drawn by the others. */
const ofThePage = /^(margin|perspective-origin|transform-origin|outline|text-wrap-mode)/;

/** Said of other properties as well, for the page to say, or of nothing that is drawn. */
const left =
  /-(block|inline)-|^(block|inline)-size|^-webkit-(locale|tap)|^text-(size-adjust|rendering)|^color-scheme/;

type Looks = ReadonlyMap<string, Readonly<Record<string, string>>>;

function looks(): Looks {
  const found = new Map<string, Record<string, string>>();
  const roots = document.querySelectorAll(".blaxel-preview, .blaxel-logs, .blaxel-error");
  for (const [at, root] of roots.entries()) {
    // What xterm draws is styled by xterm.
    for (const element of [root, ...root.querySelectorAll(":not(.xterm, .xterm *)")]) {
      for (const pseudo of ["", "::before", "::after"]) {
        const name = `${at} ${element.getAttribute("class") ?? element.tagName}${pseudo}`;
        const style = getComputedStyle(element, pseudo);
        if (found.has(name) || (pseudo && style.content === "none")) continue;
        const properties = [...style].filter(
          (each) => !left.test(each) && (element !== root || !ofThePage.test(each)),
        );
        found.set(
          name,
          Object.fromEntries(properties.map((each) => [each, style.getPropertyValue(each)])),
        );
      }
    }
  }
  return found;
}

function differences(before: Looks, after: Looks): string[] {
  const found = [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const part = name.replace(/^[\d.]+ /, "");
    const was = before.get(name);
    const is = after.get(name);
    if (!was || !is) return [`${part} ${is ? "appears" : "disappears"}`];
    return Object.keys(was)
      .filter((property) => was[property] !== is[property])
      .map((property) => `${part} { ${property}: ${was[property]} -> ${is[property]} }`);
  });
  return [...new Set(found)];
}

let plain: Looks;
const root = createRoot(document.body.appendChild(document.createElement("div")));
beforeAll(async () => {
  setStyles(kit);
  root.render(<Gallery className="mine h-60" />);
  await galleryDrawn();
  plain = looks();
});
afterAll(() => {
  setStyles();
  root.unmount();
});

describe.each(Object.entries({ ...resets, ...libraries }))("%s", (_, reset) => {
  it("changes nothing when it stands before the kit", () => {
    setStyles(reset, kit);
    expect(differences(plain, looks())).toEqual([]);
  });

  it("changes nothing when it stands after the kit", () => {
    setStyles(kit, reset);
    expect(differences(plain, looks())).toEqual([]);
  });
});

it("has no room for another's drawing in a field that is not valid", () => {
  const field = document.querySelector(".blaxel-preview-path input");
  if (!field) throw new Error("There is no field.");
  field.ariaInvalid = "true";
  for (const [name, library] of Object.entries(libraries)) {
    setStyles(kit, library);
    const { paddingLeft, paddingRight, backgroundImage } = getComputedStyle(field);
    expect([name, paddingLeft, paddingRight, backgroundImage]).toEqual([
      name,
      "10px",
      "10px",
      "none",
    ]);
  }
  field.ariaInvalid = null;
});

describe("the author's own", () => {
  const preview = () =>
    getComputedStyle(document.querySelector(".blaxel-preview") ?? document.body);
  const part = (name: string) => getComputedStyle(document.querySelector(name) ?? document.body);
  const both = (own: string) => [
    [own, kit],
    [kit, own],
  ];

  it.each(
    both(".mine { border: 3px solid red; border-radius: 0; padding: 7px; background: blue }"),
  )("class on a component wins, whichever stands first", (...styles) => {
    setStyles(...styles);
    expect(preview()).toMatchObject({ borderTopWidth: "3px", borderTopLeftRadius: "0px" });
    expect(preview()).toMatchObject({ paddingTop: "7px", backgroundColor: "rgb(0, 0, 255)" });
  });

  it.each(
    both(`@layer theme, base, components, utilities;
      @layer base { * { border: 0 solid; margin: 0; padding: 0 } }
      @layer utilities { .h-60 { min-height: 17rem; border-radius: 0 } }`),
  )("utility of Tailwind 4 wins over the kit, and the kit over its preflight", (...styles) => {
    setStyles(...styles);
    expect(preview()).toMatchObject({ minHeight: "272px", borderTopLeftRadius: "0px" });
    expect(preview().borderTopWidth).toBe("1px");
  });

  it.each(["open", "resolved", "unknown"])(
    "utility of Tailwind 4 wins over the line beside an error that is %s",
    (status) => {
      const utilities = "@layer utilities { .mine { border-color: rgb(1, 2, 3) } }";
      setStyles(`@layer theme, base, components, utilities; ${utilities}`, kit);
      const line = part(`.blaxel-error[data-status="${status}"]`);
      expect(line.borderInlineStartColor).toBe("rgb(1, 2, 3)");
    },
  );

  it.each(both(".blaxel-button { border-radius: 0 } .blaxel-logs-toolbar { padding: 20px }"))(
    "rule for a part wins with one class, whichever stands first",
    (...styles) => {
      setStyles(...styles);
      expect(part(".blaxel-button").borderTopLeftRadius).toBe("0px");
      expect(part(".blaxel-logs-toolbar").paddingTop).toBe("20px");
    },
  );

  it.each(both(".blaxel-logs .blaxel-logs-query { height: 50px }"))(
    "rule for a field wins with two",
    (...styles) => {
      setStyles(...styles);
      expect(part(".blaxel-logs-query").height).toBe("50px");
    },
  );

  it.each(both(":root { --blaxel-accent: rgb(1, 2, 3) }"))("variable wins", (...styles) => {
    setStyles(...styles);
    expect(part(".blaxel-button[data-primary]").backgroundColor).toBe("rgb(1, 2, 3)");
  });
});
