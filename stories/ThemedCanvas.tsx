import type { ReactNode } from "react";

/** The page around a story, in the theme that the toolbar asks for. */
export function ThemedCanvas({
  theme,
  children,
}: {
  theme: "light" | "dark";
  children: ReactNode;
}) {
  const dark = theme === "dark";
  return (
    <div
      data-blaxel-theme={theme}
      style={{
        boxSizing: "border-box",
        padding: 24,
        colorScheme: theme,
        background: dark ? "#08090b" : "#f4f4f6",
        color: dark ? "#ededf0" : "#17181c",
        font: "400 14px/1.5 ui-sans-serif, system-ui, sans-serif",
      }}
    >
      {children}
    </div>
  );
}
