/** What the toolbar's switch offers. */
export type Theme = "light" | "dark";

export const themeOf = (globals: Record<string, unknown> | undefined): Theme =>
  globals?.["theme"] === "dark" ? "dark" : "light";

/** Sets the theme on the page, as an app does. */
export function setPageTheme(theme: Theme): void {
  document.documentElement.dataset["blaxelTheme"] = theme;
}
