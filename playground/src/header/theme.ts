import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const key = "playground-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

/** Applies what was chosen on an earlier visit; otherwise the system's theme holds. */
export function restoreTheme(): void {
  const chosen = localStorage.getItem(key);
  if (chosen === "light" || chosen === "dark")
    document.documentElement.dataset["blaxelTheme"] = chosen;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  document.documentElement.dataset["blaxelTheme"] = theme;
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, read);
}

function read(): Theme {
  const chosen = document.documentElement.dataset["blaxelTheme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return system.matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  system.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}
